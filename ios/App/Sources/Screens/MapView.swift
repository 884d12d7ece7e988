import SwiftUI
import TurfwalkCore
import TurfwalkModels

/// The map, drawn from what is on the phone.
struct MapView: View {
    let model: MapModel
    @Environment(AppModel.self) private var app
    @State private var dragged = CGSize.zero
    @State private var pinched = 1.0

    var body: some View {
        GeometryReader { space in
            Canvas { canvas, _ in draw(in: canvas) }
                .gesture(drag.simultaneously(with: pinch))
                .onTapGesture { tap in
                    if let sign = model.sign(at: ScreenPoint(tap.x, tap.y)) { model.tap(sign) }
                }
                .onChange(of: space.size, initial: true) {
                    model.resize(width: space.size.width, height: space.size.height)
                }
                .accessibilityLabel(model.label)
                .accessibilityChildren {
                    ForEach(model.signs) { sign in
                        Button(sign.label) { model.tap(sign) }
                    }
                }
        }
        .overlay(alignment: .bottomTrailing) { buttons }
        .overlay(alignment: .top) {
            if let text = model.missingText { Text(text).padding().background(.bar) }
        }
        .overlay(alignment: .bottomLeading) { Text(app.texts.walkMapAttribution).font(.caption2).padding(4) }
        .task { await model.load() }
    }

    private var buttons: some View {
        VStack {
            button(app.texts.walkMapCloser, "plus.magnifyingglass") { zoom(1.6) }
            button(app.texts.walkMapWider, "minus.magnifyingglass") { zoom(1 / 1.6) }
            button(app.texts.walkMapNext, "mappin.and.ellipse") { model.showNext() }
            button(app.texts.walkMapWhole, "arrow.up.left.and.arrow.down.right") { model.showAll() }
            if model.walker != nil { button(app.texts.walkMapMe, "location") { model.showWalker() } }
        }
        .padding()
    }

    private func button(_ title: String, _ symbol: String, _ act: @escaping () -> Void) -> some View {
        Button(title, systemImage: symbol, action: act)
            .labelStyle(.iconOnly)
            .frame(width: 48, height: 48)
            .background(.bar, in: .circle)
    }

    private func zoom(_ factor: Double) {
        guard let projection = model.projection else { return }
        model.zoom(by: factor, at: ScreenPoint(projection.width / 2, projection.height / 2))
    }

    private var drag: some Gesture {
        DragGesture()
            .onChanged { drag in
                let (now, before) = (drag.translation, dragged)
                model.pan(x: now.width - before.width, y: now.height - before.height)
                dragged = now
            }
            .onEnded { _ in dragged = .zero }
    }

    private var pinch: some Gesture {
        MagnifyGesture()
            .onChanged { pinch in
                let at = ScreenPoint(pinch.startLocation.x, pinch.startLocation.y)
                model.zoom(by: pinch.magnification / pinched, at: at)
                pinched = pinch.magnification
            }
            .onEnded { _ in pinched = 1 }
    }

    private func draw(in canvas: GraphicsContext) {
        for street in model.streets {
            let road = Palette.road(street.road)
            let dash: [CGFloat] = street.road == .steps ? [2, 3] : []
            canvas.stroke(
                path(street.points), with: .color(road.color),
                style: StrokeStyle(lineWidth: road.width, lineCap: .round, lineJoin: .round, dash: dash))
        }
        names(in: canvas)
        canvas.stroke(path(model.leg), with: .color(Palette.accent), lineWidth: 5)
        for sign in model.signs { draw(sign, in: canvas) }
        if let walker = model.walker {
            canvas.fill(circle(walker, 9), with: .color(.blue))
            canvas.stroke(circle(walker, 9), with: .color(.white), lineWidth: 3)
        }
    }

    /// A street's name where it has room: once in the middle of its line.
    private func names(in canvas: GraphicsContext) {
        guard let scale = model.projection?.metresPerPoint, scale < 2.5 else { return }
        var named: Set<String> = []
        for street in model.streets where street.points.count > 1 {
            guard let name = street.name, named.insert(name).inserted else { continue }
            let middle = street.points[street.points.count / 2]
            canvas.draw(Text(name).font(.caption2), at: CGPoint(x: middle.x, y: middle.y))
        }
    }

    /// A stop by its state: hollow while open, a square where it is to be left alone.
    private func draw(_ sign: MapSign, in canvas: GraphicsContext) {
        let isNext = model.next == sign.at
        let radius = isNext ? 18.0 : sign.numbers.count > 1 ? 16 : 13
        let color = Palette.state(sign.state)
        let shape = sign.state == .leaveAlone ? Path(square(sign.at, radius)) : circle(sign.at, radius)
        let isHollow = sign.state == .open
        canvas.fill(shape, with: .color(isHollow ? Color(uiColor: .systemBackground) : color))
        canvas.stroke(shape, with: .color(color), lineWidth: isNext ? 4 : 2)
        let ink = isHollow ? color : Color(uiColor: .systemBackground)
        let text = Text(sign.text).font(.caption.bold()).foregroundStyle(ink)
        canvas.draw(text, at: CGPoint(x: sign.at.x, y: sign.at.y))
    }

    private func path(_ points: [ScreenPoint]) -> Path {
        Path { $0.addLines(points.map { CGPoint(x: $0.x, y: $0.y) }) }
    }

    private func circle(_ at: ScreenPoint, _ radius: Double) -> Path { Path(ellipseIn: square(at, radius)) }

    private func square(_ at: ScreenPoint, _ radius: Double) -> CGRect {
        CGRect(x: at.x - radius, y: at.y - radius, width: 2 * radius, height: 2 * radius)
    }
}
