import AVFoundation
import SwiftUI
import TurfwalkModels

/// The camera's picture, looking for one QR code.
struct Scanner: UIViewControllerRepresentable {
    let found: (String) -> Void
    let failed: (CameraProblem) -> Void

    func makeUIViewController(context: Context) -> ScannerController {
        ScannerController(found: found, failed: failed)
    }

    func updateUIViewController(_ controller: ScannerController, context: Context) {}
}

final class ScannerController: UIViewController {
    private let found: (String) -> Void
    private let failed: (CameraProblem) -> Void
    private let camera = Camera()
    private lazy var preview = AVCaptureVideoPreviewLayer(session: camera.session)

    init(found: @escaping (String) -> Void, failed: @escaping (CameraProblem) -> Void) {
        (self.found, self.failed) = (found, failed)
        super.init(nibName: nil, bundle: nil)
    }

    @available(*, unavailable)
    required init?(coder: NSCoder) { fatalError("made in code alone") }

    override func viewDidLoad() {
        super.viewDidLoad()
        preview.videoGravity = .resizeAspectFill
        view.layer.addSublayer(preview)
        Task {
            guard await AVCaptureDevice.requestAccess(for: .video) else { return failed(.refused) }
            guard let device = AVCaptureDevice.default(for: .video) else { return failed(.absent) }
            guard let input = try? AVCaptureDeviceInput(device: device) else { return failed(.failed) }
            let codes = AVCaptureMetadataOutput()
            guard camera.session.canAddInput(input), camera.session.canAddOutput(codes) else {
                return failed(.failed)
            }
            camera.session.addInput(input)
            camera.session.addOutput(codes)
            codes.setMetadataObjectsDelegate(self, queue: .main)
            codes.metadataObjectTypes = [.qr]
            camera.start()
        }
    }

    override func viewDidLayoutSubviews() {
        super.viewDidLayoutSubviews()
        preview.frame = view.bounds
    }

    override func viewWillDisappear(_ animated: Bool) {
        super.viewWillDisappear(animated)
        camera.stop()
    }
}

// The queue given above is the main one.
extension ScannerController: @preconcurrency AVCaptureMetadataOutputObjectsDelegate {
    func metadataOutput(
        _ output: AVCaptureMetadataOutput, didOutput objects: [AVMetadataObject],
        from connection: AVCaptureConnection
    ) {
        let code = objects.lazy.compactMap { ($0 as? AVMetadataMachineReadableCodeObject)?.stringValue }.first
        guard let code else { return }
        camera.stop()
        found(code)
    }
}

/// Starting and stopping a session blocks, so it happens on a queue of its own, in order.
private final class Camera: @unchecked Sendable {
    let session = AVCaptureSession()
    private let queue = DispatchQueue(label: "org.turfwalk.camera")

    func start() { queue.async { self.session.startRunning() } }
    func stop() { queue.async { self.session.stopRunning() } }
}
