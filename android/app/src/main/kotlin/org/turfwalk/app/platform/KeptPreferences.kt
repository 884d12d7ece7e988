package org.turfwalk.app.platform

import android.content.Context
import org.turfwalk.core.Language
import org.turfwalk.ui.app.Preferences

/** The app's few words in the system's preferences. Nothing of a campaign, nobody's data. */
class KeptPreferences(context: Context) : Preferences {
    private val kept = context.getSharedPreferences("choices", Context.MODE_PRIVATE)

    override fun get(key: String): String? = kept.getString(key, null)

    override fun set(key: String, value: String?) = kept.edit().putString(key, value).apply()
}

/** The first of the phone's languages that the texts have; English where there is none. */
fun Context.phoneLanguage(): Language {
    val locales = resources.configuration.locales
    val spoken = (0 until locales.size()).firstNotNullOfOrNull { index ->
        Language.entries.firstOrNull { it.code == locales[index].language }
    }
    return spoken ?: Language.EN
}
