/* What ShrunkTest runs from a shrunk jar: each way across the border, in a process of its own. */
package org.turfwalk.shrunk

import kotlinx.coroutines.runBlocking
import org.turfwalk.core.Attempt
import org.turfwalk.core.Channel
import org.turfwalk.core.Device
import org.turfwalk.core.DeviceException
import org.turfwalk.core.Outcome
import org.turfwalk.core.Target

/** By an invite, with the database in a file: tells how many of its records are safe. */
fun main(arguments: Array<String>) = runBlocking {
    val (file, invite) = arguments
    Device.open(file).use { phone ->
        try {
            phone.join("no invite", "Shrunk")
        } catch (_: DeviceException.BadInvite) {
            println("an error came across")
        }
        phone.join(invite, "Shrunk")
        phone.sync()
        val list = phone.walkList(phone.walkLists().single().id)
        for (door in list.stops.flatMap { it.doors }.take(3)) {
            phone.record(Attempt(Target.Door(door), Channel.DOOR, Outcome.NotHome, 0, list.summary.id))
        }
        phone.sync()
        println("safe: ${phone.receipts().safe}")
    }
}
