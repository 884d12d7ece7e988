import org.gradle.api.tasks.PathSensitivity
import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    id("com.android.application")
    id("org.jetbrains.kotlin.android")
    id("org.jetbrains.kotlin.plugin.compose")
}

val checkout: File = rootProject.projectDir.parentFile
val minimum = 26
val abis = listOf("arm64-v8a", "armeabi-v7a", "x86_64")
val libraries = layout.buildDirectory.dir("rust/jniLibs")

android {
    namespace = "org.turfwalk.app"
    compileSdk = 35

    defaultConfig {
        applicationId = "org.turfwalk.app"
        minSdk = minimum
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
    }

    // Core, screens and app are one module here: they ship together and change together.
    sourceSets["main"].apply {
        kotlin.srcDirs("../core/src/main/kotlin", "../core/generated", "../ui/src/main/kotlin")
        jniLibs.srcDir(libraries.get().asFile)
    }

    // A phone downloads the library for its own processor only.
    splits.abi {
        isEnable = true
        reset()
        include(*abis.toTypedArray())
        isUniversalApk = false
    }

    // Loaded from the package where it lies, at a page's border: no second copy on the phone.
    packaging.jniLibs.useLegacyPackaging = false

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "proguard-rules.pro")
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

kotlin {
    compilerOptions {
        jvmTarget = JvmTarget.JVM_17
    }
}

dependencies {
    // The Jetpack counterpart of Compose Multiplatform 1.7.3, by which the screens are tested.
    implementation(platform("androidx.compose:compose-bom:2025.01.01"))
    implementation("androidx.compose.material3:material3")
    implementation("androidx.activity:activity-compose:1.10.1")
    implementation("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.10.2")
    // Its Android libraries have 16 KiB pages since this version.
    implementation("net.java.dev.jna:jna:5.17.0@aar")
    implementation("com.google.zxing:core:3.5.3")
}

/** The Rust library for each processor, with the ciphers that Android has not. */
val rustLibraries by tasks.registering(Exec::class) {
    workingDir = checkout
    inputs.files(fileTree(checkout) { include(".cargo/**", "core/**", "bindings/**", "Cargo.toml", "Cargo.lock") })
        .withPathSensitivity(PathSensitivity.RELATIVE)
    outputs.dir(libraries)
    // Android 15 has phones with 16 KiB pages; NDKs before r28 link for 4 KiB by themselves. Packed
    // relocations, which Android reads since 6, are half a megabyte less (linked for x86_64 Linux by the
    // same linker: 10,545,056 bytes against 10,073,984).
    environment("RUSTFLAGS", "-C link-arg=-Wl,-z,max-page-size=16384 -C link-arg=-Wl,--pack-dyn-relocs=android")
    commandLine(
        listOf("cargo", "ndk", "--platform", "$minimum", "-o", libraries.get().asFile.path) +
            abis.flatMap { listOf("-t", it) } +
            listOf("build", "--profile", "phone", "--locked", "--package", "turfwalk-bindings", "--features", "sqlcipher-vendored"),
    )
}

/** org.turfwalk.core: read from a library built for this machine, since a stripped one no longer tells. */
val kotlinBindings by tasks.registering(Exec::class) {
    workingDir = checkout
    inputs.files(fileTree(checkout) { include("core/**", "bindings/**", "Cargo.toml", "Cargo.lock") })
        .withPathSensitivity(PathSensitivity.RELATIVE)
    outputs.dir(rootProject.layout.projectDirectory.dir("core/generated"))
    commandLine("bindings/generate.sh")
}

tasks.named("preBuild") { dependsOn(rustLibraries, kotlinBindings) }
