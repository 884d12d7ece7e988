package org.turfwalk.app.platform

import android.content.Context
import android.content.SharedPreferences
import org.turfwalk.core.Language

/** How the app looks and behaves on this phone. Nothing of a campaign, nobody's data. */
class Preferences(private val kept: SharedPreferences) {
    constructor(context: Context) : this(context.getSharedPreferences("preferences", Context.MODE_PRIVATE))

    /** The language chosen here, or null for the phone's. */
    var language: Language?
        get() = kept.getString("language", null)?.let(Language::of)
        set(value) = kept.edit().putString("language", value?.code).apply()

    /** What the phone's own font scale is multiplied by. */
    var textScale: Float by float("text_scale", 1f)
    var leftHand: Boolean by flag("left_hand")
    var position: Boolean by flag("position")
    var batterySaver: Boolean by flag("battery_saver")
    var wifiOnly: Boolean by flag("wifi_only")

    private fun flag(key: String) = Kept(
        read = { kept.getBoolean(key, false) },
        write = { kept.edit().putBoolean(key, it).apply() },
    )

    private fun float(key: String, default: Float) = Kept(
        read = { kept.getFloat(key, default) },
        write = { kept.edit().putFloat(key, it).apply() },
    )

    private class Kept<T>(private val read: () -> T, private val write: (T) -> Unit) {
        operator fun getValue(of: Any, property: kotlin.reflect.KProperty<*>): T = read()

        operator fun setValue(of: Any, property: kotlin.reflect.KProperty<*>, value: T) = write(value)
    }
}

/** The phone's own language, where the apps speak it; English otherwise. */
fun Context.phoneLanguage(): Language {
    val locales = resources.configuration.locales
    val spoken = (0 until locales.size()).firstNotNullOfOrNull { index ->
        Language.entries.firstOrNull { it.code == locales[index].language }
    }
    return spoken ?: Language.EN
}
