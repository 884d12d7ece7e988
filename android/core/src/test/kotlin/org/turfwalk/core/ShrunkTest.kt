package org.turfwalk.core

import com.sun.jna.Native
import java.io.File
import java.util.concurrent.TimeUnit
import java.util.zip.ZipFile
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.Job
import proguard.Configuration
import proguard.ConfigurationParser
import proguard.ProGuard

/**
 * The app's rules keep what native code finds by name. R8, which the app is shrunk by, is not to be had without
 * Google's Maven; ProGuard reads the same rules, and shrinks and renames by them as well.
 */
class ShrunkTest {
    private val folder = File("target/shrunk").apply { mkdirs() }
    private val jar = File(folder, "shrunk.jar")

    @Test
    fun `shrunk by the app's rules, Kotlin and the core still find each other`() {
        shrink(File("../app/proguard-rules.pro").readText())
        val classes = ZipFile(jar).use { zip -> zip.entries().asSequence().map { it.name }.toSet() }
        assertTrue("com/sun/jna/Structure.class" in classes)
        for (free in listOf("kotlinx/coroutines/BuildersKt", "kotlin/concurrent/TimersKt")) {
            assertFalse("$free.class" in classes, "$free is neither gone nor renamed: nothing was shrunk")
        }
        assertEquals(listOf("an error came across", "safe: 3"), run())
    }

    /** As Gradle would: these rules, those that libraries bring, and what the Android plugin's own file says. */
    private fun shrink(rules: String) {
        val text = buildString {
            appendLine("-injars '${File("target/classes").absolutePath}'")
            appendLine("-injars '${File("target/test-classes").absolutePath}'(org/turfwalk/shrunk/**)")
            for (library in listOf(Native::class, Job::class, Unit::class)) {
                appendLine("-injars '${library.java.protectionDomain.codeSource.location.path}'(!META-INF/versions/**)")
            }
            for (module in listOf("java.base", "java.desktop", "java.logging", "jdk.unsupported")) {
                appendLine("-libraryjars '${System.getProperty("java.home")}/jmods/$module.jmod'(!**.jar;!module-info.class)")
            }
            appendLine("-outjars '${jar.absolutePath}'")
            appendLine("-keepclasseswithmembers class org.turfwalk.shrunk.** { public static void main(java.lang.String[]); }")
            appendLine(ANDROIDS_OWN)
            appendLine(Job::class.java.getResource("/META-INF/proguard/coroutines.pro")!!.readText())
            appendLine(rules)
            // Its optimizer, which is not R8's, makes code of coroutines that no JVM verifies.
            appendLine("-dontoptimize")
            // Annotations that were for the compiler: R8 misses none of these.
            appendLine("-dontwarn org.jetbrains.annotations.**,org.codehaus.**,android.annotation.**")
            appendLine("-dontnote **")
        }
        val configuration = Configuration()
        ConfigurationParser(text, "rules", folder.absoluteFile, System.getProperties()).use { it.parse(configuration) }
        ProGuard(configuration).execute()
    }

    /** What the story told, from the shrunk jar and nothing else. */
    private fun run(): List<String> {
        val java = File(System.getProperty("java.home"), "bin/java").path
        val process = ProcessBuilder(
            java, "-cp", jar.path, "-Djna.library.path=${System.getProperty("jna.library.path")}", "org.turfwalk.shrunk.ShrunkDayKt",
            phoneFile("shrunk"), invite(),
        ).redirectErrorStream(true).start()
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it never ends")
        return process.inputStream.bufferedReader().readLines()
    }

    private fun invite(): String = ProcessBuilder(
        variable("TURFWALK_BINARY"), "--dir", variable("TURFWALK_DIR"), "invite", "--turf", "1",
        "--server", variable("TURFWALK_SERVER"),
    ).start().inputStream.bufferedReader().readLine()

    private companion object {
        /** What of `proguard-android-optimize.txt` matters on a plain JVM, too. */
        val ANDROIDS_OWN = """
            -allowaccessmodification
            -keepattributes AnnotationDefault,EnclosingMethod,InnerClasses,Signature
            -keepattributes RuntimeVisibleAnnotations,RuntimeVisibleParameterAnnotations,RuntimeVisibleTypeAnnotations
            -keepclasseswithmembernames,includedescriptorclasses class * { native <methods>; }
            -keepclassmembers enum * { public static **[] values(); public static ** valueOf(java.lang.String); }
        """.trimIndent()
    }
}
