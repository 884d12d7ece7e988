package org.turfwalk.ui.add

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Field
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.address

/** What one may do on the page for a new door. */
data class AddDoorActions(
    val back: () -> Unit = {},
    val typeNumber: (String) -> Unit = {},
    val typeStreet: (String) -> Unit = {},
    val typeUnit: (String) -> Unit = {},
    val add: () -> Unit = {},
)

@Composable
fun AddDoorScreen(model: AddDoorModel) {
    val state by model.state.collectAsState()
    AddDoorScreen(state, model.actions)
}

@Composable
fun AddDoorScreen(state: AddDoorState, on: AddDoorActions) {
    val texts = LocalTexts.current
    ScreenFrame(texts.addDoorTitle, on.back, actions = { BigButton(texts.addSaveDoor, on.add) }) {
        state.beside?.let { Text(texts.addDoorBody(address = texts.address(it))) }
        Field(texts.addNumber, state.number, on.typeNumber, problem = texts.addNumberMissing.takeIf { state.isNumberMissing })
        Field(texts.addStreet, state.street, on.typeStreet, problem = texts.addStreetMissing.takeIf { state.isStreetMissing })
        Field("${texts.addUnit} (${texts.commonOptional})", state.unit, on.typeUnit, onDone = on.add)
    }
}
