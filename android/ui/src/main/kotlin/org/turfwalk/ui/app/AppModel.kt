package org.turfwalk.ui.app

import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.flatMapLatest
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.turfwalk.core.Channel
import org.turfwalk.core.Device
import org.turfwalk.core.DeviceException
import org.turfwalk.core.LeaseState
import org.turfwalk.core.Place
import org.turfwalk.core.Standing
import org.turfwalk.ui.Errands
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.walk.Trips

/** The app: owns the [Device], knows where one is, and hands each page its model. */
class AppModel(
    val platform: Platform,
    private val scope: CoroutineScope,
    io: CoroutineDispatcher = Dispatchers.IO.limitedParallelism(1),
) {
    val choices = Choices(platform.preferences)
    val errands = Errands(scope, io, onDone = { loop?.poke() }, onProblem = ::meet)
    private val shown = MutableStateFlow(AppState())
    val state: StateFlow<AppState> = shown

    private var opened: Device? = null
    private var loop: SyncLoop? = null
    private var front: Job? = null
    private val wakes = Any()
    private var isInFront = false

    /** The stop that one was at last. */
    @Volatile
    private var lastStop: Where? = null

    /** There is one wherever a page's model is made. */
    val device: Device get() = checkNotNull(opened) { "the database is not open" }

    /** The walks begun since the app was started. */
    var trips = Trips(::device, ::nowMs)
        private set

    /** Opens the database, or says why it can't be opened. */
    fun start(): Job = openBy(::open)

    /** Gives up a database whose key is gone. */
    fun startAfresh(): Job = openBy(::openAfresh)

    private fun openBy(open: (Platform) -> Opened): Job {
        shown.update { it.copy(gate = stand(Page.Opening)) }
        return errands.run {
            when (val result = open(platform)) {
                is Opened.Not -> shown.update { it.copy(gate = stand(Page.CannotOpen), trouble = result.trouble) }
                is Opened.Open -> {
                    opened = result.device
                    trips = Trips(::device, ::nowMs)
                    loop = SyncLoop(result.device, platform, choices, ::sync)
                    shown.update { AppState(way = listOf(stand(Page.Today))) }
                    look()
                    follow()
                }
            }
        }
    }

    /** The app came to the front. */
    fun toFront() {
        synchronized(wakes) { isInFront = true }
        if (opened != null) errands.run {
            look()
            follow()
        }
    }

    /** The app left the front: the phone's scheduler goes on. */
    fun toBack() = synchronized(wakes) {
        isInFront = false
        front?.cancel()
        front = null
    }

    /** By the time that an errand comes to this, the app may have left the front again: then nothing may run on. */
    private fun follow() = synchronized(wakes) {
        front?.cancel()
        front = if (!isInFront) null else scope.launch {
            launch { loop?.run() }
            while (true) {
                delay(LOOK_AT_LEASE)
                errands.run { look() }
            }
        }
    }

    /** Syncs as soon as it can be, over any network. */
    fun hurry() {
        loop?.hurry()
    }

    /** One sync; whether it went well. Also for the phone's scheduler, while the app is not in front. */
    suspend fun sync(): Boolean {
        shown.update { it.copy(sync = it.sync.copy(running = true)) }
        val trouble = try {
            device.sync()
            null
        } catch (problem: DeviceException) {
            Trouble.of(problem)
        }
        shown.update {
            it.copy(sync = SyncState(trouble = trouble, done = it.sync.done + if (trouble == null) 1 else 0))
        }
        errands.run { look() }
        return trouble == null
    }

    fun go(page: Page) {
        page.stop?.where()?.let { lastStop = it }
        shown.update { it.copy(way = it.way + stand(page), trouble = null) }
        load()
    }

    /** To `page` in place of the one that one is at, which has done its work. */
    fun replace(page: Page) {
        shown.update { it.copy(way = it.way.dropLast(1) + stand(page), trouble = null) }
        load()
    }

    /** One page back; whether there was one. */
    fun back(): Boolean {
        val before = state.value
        if (before.shown?.model?.stepBack() == true) return true
        if (before.way.size < 2 || before.shown != before.way.last()) return false
        shown.update { it.copy(way = it.way.dropLast(1), trouble = null) }
        load()
        return true
    }

    /** The phone has joined a campaign: to Today, and the loop begins anew. */
    fun joined() {
        shown.update { it.copy(way = it.way.take(1), trouble = null) }
        errands.run {
            look()
            follow()
        }
    }

    /** Back to the page of that kind on the way here, or to Today. */
    fun backTo(isIt: (Page) -> Boolean) {
        shown.update { state ->
            val there = state.way.indexOfLast { isIt(it.page) }.coerceAtLeast(0)
            state.copy(way = state.way.take(there + 1), trouble = null)
        }
        load()
    }

    fun backToWalk() = backTo { it is Page.Walk }

    fun nowMs(): Long = platform.clock().wallMs

    /** Where the walker is, while collected; none while Settings have positions off. */
    @OptIn(ExperimentalCoroutinesApi::class)
    fun walkersPositions(): Flow<Position?> =
        choices.now.map { it.position }.distinctUntilChanged().flatMapLatest { isOn ->
            if (isOn) platform.positions() else flowOf(null)
        }

    fun home() = backTo { it == Page.Today }

    /** The trouble has been read. */
    fun dismiss() = shown.update { it.copy(trouble = null) }

    fun load() {
        state.value.shown?.model?.load()
    }

    /** Something went wrong with what was tried; what was recorded before is kept. */
    fun meet(problem: DeviceException) {
        val trouble = Trouble.of(problem)
        when (trouble) {
            Trouble.LOCKED -> errands.run { look() }
            Trouble.DAMAGED -> start()
            Trouble.NOT_HERE -> {
                shown.update { it.copy(way = it.way.take(1), trouble = trouble) }
                load()
            }
            else -> shown.update { it.copy(trouble = trouble) }
        }
    }

    /** Where one probably is: at the stop of the last page about one, or where core knows it from. */
    fun whereabouts(): Where? = lastStop ?: device.lastPlace()?.let(::where)

    /** [place], with its address where the lists tell it. */
    fun where(place: Place): Where = lastStop?.takeIf { it.place == place } ?: try {
        val door = (place as? Place.Door)?.let { device.door(it.v1, Channel.DOOR, nowMs()).door }
        Where(place, door?.number, door?.street)
    } catch (_: DeviceException) {
        Where(place, null, null)
    }

    /** Looks at what may have changed beneath the screens: the lease, who one is, which lists there are. */
    private fun look() {
        val gate = when {
            device.salvaged() != null -> Page.Salvaged
            device.standing().let { it == null || it == Standing.LEAVING } -> Page.Join
            device.lease(platform.clock()) == LeaseState.Locked -> Page.Locked
            else -> null
        }
        val lists = if (gate == null) device.walkLists().mapTo(HashSet()) { it.id } else null
        shown.update { state ->
            val kept = state.gate?.takeIf { it.page == gate }
            val way = when {
                gate == Page.Join || gate == Page.Salvaged -> state.way.take(1)
                lists != null -> state.within(lists)
                else -> state.way
            }
            state.copy(gate = kept ?: gate?.let(::stand), way = way)
        }
        load()
    }

    private fun stand(page: Page) = Stand(page, modelOf(page, this))

    private companion object {
        val LOOK_AT_LEASE = 3.minutes
    }
}
