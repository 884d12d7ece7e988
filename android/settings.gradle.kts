// The app for phones, for people who have the Android SDK: `make android` in the root.
// (Maven, with the poms beside these files, tests on a plain JVM what needs no SDK.)
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "turfwalk"
include(":app")
