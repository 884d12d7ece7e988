/* Which model a page has, and which screen draws it: the one table of both. */
package org.turfwalk.ui.app

import androidx.compose.runtime.Composable
import org.turfwalk.ui.incident.IncidentModel
import org.turfwalk.ui.incident.IncidentScreen
import org.turfwalk.ui.incident.IncidentsModel
import org.turfwalk.ui.incident.IncidentsScreen
import org.turfwalk.ui.join.JoinModel
import org.turfwalk.ui.join.JoinScreen
import org.turfwalk.ui.locked.LockedModel
import org.turfwalk.ui.locked.LockedScreen
import org.turfwalk.ui.opening.CannotOpenModel
import org.turfwalk.ui.opening.CannotOpenScreen
import org.turfwalk.ui.opening.OpeningModel
import org.turfwalk.ui.opening.OpeningScreen
import org.turfwalk.ui.salvaged.SalvagedModel
import org.turfwalk.ui.salvaged.SalvagedScreen
import org.turfwalk.ui.settings.SettingsModel
import org.turfwalk.ui.settings.SettingsScreen
import org.turfwalk.ui.theirdata.TheirDataModel
import org.turfwalk.ui.theirdata.TheirDataScreen
import org.turfwalk.ui.today.TodayModel
import org.turfwalk.ui.today.TodayScreen

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
    else -> error("no model yet for $page")
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
    else -> error("no screen for ${model::class.simpleName}")
}
