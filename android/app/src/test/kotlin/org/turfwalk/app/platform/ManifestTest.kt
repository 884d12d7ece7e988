package org.turfwalk.app.platform

import org.w3c.dom.Element
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** The manifest is read by nothing here but this: a name in it that is wrong shows on phones only. */
class ManifestTest {
    private val manifest = DocumentBuilderFactory.newInstance().apply { isNamespaceAware = true }
        .newDocumentBuilder().parse(File("src/main/AndroidManifest.xml")).documentElement

    private fun all(tag: String): List<Element> =
        manifest.getElementsByTagName(tag).let { found -> (0 until found.length).map { found.item(it) as Element } }

    private fun Element.android(name: String): String = getAttributeNS("http://schemas.android.com/apk/res/android", name)

    @Test
    fun `each class that it names is there`() {
        val named = listOf("application", "activity", "service", "provider").flatMap(::all).map { it.android("name") }
        assertTrue(named.size >= 5, named.toString())
        for (name in named) {
            if (name == ".MainActivity") {
                assertTrue(File("src/main/kotlin/org/turfwalk/app/MainActivity.kt").isFile)
            } else {
                Class.forName("org.turfwalk.app$name", false, javaClass.classLoader)
            }
        }
    }

    @Test
    fun `other apps reach the first page and nothing else`() {
        val open = listOf("activity", "service", "provider", "receiver").flatMap(::all)
            .filter { it.android("exported") != "false" }.map { it.android("name") }
        assertEquals(listOf(".MainActivity"), open)
        val service = all("service").single()
        assertEquals("android.permission.BIND_JOB_SERVICE", service.android("permission"))
    }

    @Test
    fun `nothing leaves the phone by a backup`() {
        val application = all("application").single()
        assertEquals("false", application.android("allowBackup"))
        for (rules in listOf("dataExtractionRules", "fullBackupContent")) {
            val file = application.android(rules).removePrefix("@xml/")
            val text = File("src/main/res/xml/$file.xml").readText()
            for (domain in listOf("root", "file", "database", "sharedpref", "external")) {
                assertTrue("<exclude domain=\"$domain\"" in text, "$rules: $domain")
            }
        }
    }

    @Test
    fun `a phone without camera, position or telephone may have the app`() {
        val features = all("uses-feature").associate { it.android("name") to it.android("required") }
        val implied = listOf(
            "android.hardware.camera", "android.hardware.location", "android.hardware.location.gps",
            "android.hardware.screen.portrait", "android.hardware.telephony",
        )
        for (feature in implied) assertEquals("false", features[feature], feature)
        assertEquals(setOf("false"), features.values.toSet())
    }

    @Test
    fun `a phone without Play services has all that the app needs`() {
        val built = File("build.gradle.kts").readText()
        for (needed in listOf("com.google.android.gms", "com.google.firebase", "com.google.mlkit", "play-services")) {
            assertTrue(needed !in built, needed)
        }
        val named = File("src/main").walk().filter { it.isFile && it.extension in listOf("kt", "xml") }
        val asking = named.filter { "com.google.android" in it.readText() }
        assertEquals(emptyList(), asking.map { it.name }.toList())
    }

    @Test
    fun `the library is built for pages of 16 KiB, for each processor apart, from Android 8 on`() {
        val built = File("build.gradle.kts").readText()
        for (line in listOf("max-page-size=16384", "splits.abi", "isUniversalApk = false", "useLegacyPackaging = false", "val minimum = 26")) {
            assertTrue(line in built, line)
        }
    }
}
