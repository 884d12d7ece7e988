plugins {
    id("com.android.application") version "8.13.2" apply false
    // The newest that this plugin's R8 reads.
    id("org.jetbrains.kotlin.android") version "2.3.0" apply false
    id("org.jetbrains.kotlin.plugin.compose") version "2.3.0" apply false
}
