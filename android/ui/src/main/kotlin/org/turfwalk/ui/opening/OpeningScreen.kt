package org.turfwalk.ui.opening

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import org.turfwalk.ui.words.LocalTexts

@Composable
fun OpeningScreen() = Column(Modifier.fillMaxSize(), Arrangement.Center, Alignment.CenterHorizontally) {
    val texts = LocalTexts.current
    Text(texts.commonAppName, style = MaterialTheme.typography.headlineLarge)
    Text(texts.commonLoading)
}
