/* Which model a page has, and which screen draws it: the one table of both. */
package org.turfwalk.ui.app

import androidx.compose.runtime.Composable
import org.turfwalk.ui.add.AddDoorModel
import org.turfwalk.ui.add.AddDoorScreen
import org.turfwalk.ui.add.AddPersonModel
import org.turfwalk.ui.add.AddPersonScreen
import org.turfwalk.ui.donotcontact.DoNotContactModel
import org.turfwalk.ui.donotcontact.DoNotContactScreen
import org.turfwalk.ui.door.BuildingModel
import org.turfwalk.ui.door.BuildingScreen
import org.turfwalk.ui.door.DoorModel
import org.turfwalk.ui.door.DoorScreen
import org.turfwalk.ui.incident.IncidentModel
import org.turfwalk.ui.incident.IncidentScreen
import org.turfwalk.ui.incident.IncidentsModel
import org.turfwalk.ui.incident.IncidentsScreen
import org.turfwalk.ui.join.JoinModel
import org.turfwalk.ui.join.JoinScreen
import org.turfwalk.ui.locked.LockedModel
import org.turfwalk.ui.locked.LockedScreen
import org.turfwalk.ui.note.NoteModel
import org.turfwalk.ui.note.NoteScreen
import org.turfwalk.ui.opening.CannotOpenModel
import org.turfwalk.ui.opening.CannotOpenScreen
import org.turfwalk.ui.opening.OpeningModel
import org.turfwalk.ui.opening.OpeningScreen
import org.turfwalk.ui.putright.PutRightModel
import org.turfwalk.ui.putright.PutRightScreen
import org.turfwalk.ui.salvaged.SalvagedModel
import org.turfwalk.ui.salvaged.SalvagedScreen
import org.turfwalk.ui.script.ScriptModel
import org.turfwalk.ui.script.ScriptScreen
import org.turfwalk.ui.settings.SettingsModel
import org.turfwalk.ui.settings.SettingsScreen
import org.turfwalk.ui.theirdata.TheirDataModel
import org.turfwalk.ui.theirdata.TheirDataScreen
import org.turfwalk.ui.today.TodayModel
import org.turfwalk.ui.today.TodayScreen
import org.turfwalk.ui.walk.WalkModel
import org.turfwalk.ui.walk.WalkScreen

internal fun modelOf(page: Page, app: AppModel): PageModel = when (page) {
    Page.Opening -> OpeningModel()
    Page.CannotOpen -> CannotOpenModel(app)
    Page.Salvaged -> SalvagedModel(app)
    Page.Join -> JoinModel(app)
    Page.Locked -> LockedModel(app)
    Page.Today -> TodayModel(app)
    Page.Settings -> SettingsModel(app)
    Page.Incident -> IncidentModel(app)
    Page.Incidents -> IncidentsModel(app)
    is Page.TheirData -> TheirDataModel(app, page)
    is Page.Walk -> with(app) { WalkModel(device, trips.of(page.list), errands, ::go, { back() }, walkersPositions()) }
    is Page.Door -> with(app) {
        DoorModel(device, page.stop, page.door, trips.of(page.list), errands, ::go, { back() }, ::backToWalk)
    }
    is Page.Building -> with(app) {
        BuildingModel(device, page.stop, trips.of(page.list), errands, ::go, { back() }, ::backToWalk)
    }
    is Page.Script -> with(app) {
        ScriptModel(device, page.stop, page.target, trips.of(page.list), errands, platform.preferences) { back() }
    }
    is Page.PutRight -> with(app) { PutRightModel(device, page.door, page.about, errands, ::nowMs) { back() } }
    is Page.AddPerson -> with(app) { AddPersonModel(device, page.door, errands, ::nowMs) { back() } }
    is Page.AddDoor -> with(app) { AddDoorModel(device, page.beside, errands, ::nowMs) { back() } }
    is Page.Note -> with(app) { NoteModel(device, page.stop, page.target, trips.of(page.list), errands) { back() } }
    is Page.DoNotContact -> with(app) {
        DoNotContactModel(device, page.stop, page.target, trips.of(page.list), errands) { back() }
    }
}

@Composable
internal fun Draw(model: PageModel, app: AppModel) = when (model) {
    is OpeningModel -> OpeningScreen()
    is CannotOpenModel -> CannotOpenScreen(model)
    is SalvagedModel -> SalvagedScreen(model)
    is JoinModel -> JoinScreen(model)
    is LockedModel -> LockedScreen(model, app)
    is TodayModel -> TodayScreen(model, app)
    is SettingsModel -> SettingsScreen(model, app)
    is IncidentModel -> IncidentScreen(model, app)
    is IncidentsModel -> IncidentsScreen(model, app)
    is TheirDataModel -> TheirDataScreen(model)
    is WalkModel -> TroubleAbove(app) { WalkScreen(model) }
    is DoorModel -> TroubleAbove(app) { DoorScreen(model) }
    is BuildingModel -> TroubleAbove(app) { BuildingScreen(model) }
    is ScriptModel -> TroubleAbove(app) { ScriptScreen(model) }
    is PutRightModel -> TroubleAbove(app) { PutRightScreen(model) }
    is AddPersonModel -> TroubleAbove(app) { AddPersonScreen(model) }
    is AddDoorModel -> TroubleAbove(app) { AddDoorScreen(model) }
    is NoteModel -> TroubleAbove(app) { NoteScreen(model) }
    is DoNotContactModel -> TroubleAbove(app) { DoNotContactScreen(model) }
    else -> error("no screen for ${model::class.simpleName}")
}
