import Contracts
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// A person's client with a WebSocket to messaging-service, as strangers' apps have.
public actor Talker {
    private typealias Socket = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    /// All frames that have come, in order.
    public private(set) var frames: [Document] = []
    /// With which code the connection was closed; 1006 where it just ended.
    public private(set) var closeCode: Int?
    private var writer: NIOAsyncChannelOutboundWriter<WebSocketFrame>?
    private var reader: Task<Void, Never>?

    /// Connects, and says nothing yet.
    public init(to service: MessagingServiceProcess) async throws {
        let port = try service.port
        let upgrade = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: Int(port)) { channel in
                channel.eventLoop.makeCompletedFuture { try Self.upgrade(channel, port) }
            }
        let socket = try await upgrade.get()
        reader = Task { await read(socket) }
    }

    /// Connects and greets; waits for the welcome.
    ///
    /// - Parameter cursor: where to go on; nil for where the device was.
    public static func connect(
        _ person: String, to service: MessagingServiceProcess, in world: World, device: String = "test",
        cursor: String? = nil
    ) async throws -> Talker {
        let talker = try await Talker(to: service)
        let cursor = cursor.map { #","cursor":"\#($0)""# } ?? ""
        let token = try await world.token(person)
        try await talker.say(#"{"type":"hello","token":"\#(token)","device":"\#(device)"\#(cursor)}"#)
        _ = try await talker.first("welcome")
        return talker
    }

    /// Says something.
    public func say(_ text: String) async throws {
        try await untilFound("the socket does not open") {
            guard closeCode == nil else { throw WorldError("the connection was closed with \(closeCode ?? 0)") }
            return writer
        }
        .write(WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(string: text)))
    }

    /// Sends a message to a person and waits until it is accepted.
    ///
    /// - Returns: the message's id.
    @discardableResult
    public func send(_ body: String, to person: String, id: String = Request.newID()) async throws -> String {
        var json = JSONWriter()
        json.string(body)
        let text = String(decoding: json.bytes, as: UTF8.self)
        try await say(#"{"type":"send","id":"\#(id)","to":{"person":"\#(person)"},"body":\#(text)}"#)
        let answer = try await first("accepted", "refused") { $0.text("id") == id }
        guard answer.text("type") == "accepted", let message = answer.text("message") else {
            throw WorldError("refused: \(answer.object)")
        }
        return message
    }

    /// The first frame of a type that keeps a condition, of all that have come or come in time.
    public func first(
        _ types: String..., within limit: Duration = .seconds(20),
        where isMeant: @Sendable (Document) -> Bool = { _ in true }
    ) async throws -> Document {
        try await untilFound(
            "no \(types) among \(frames.suffix(20).map(\.object))", within: limit, every: .milliseconds(3)
        ) {
            if let found = frames.first(where: { types.contains($0.text("type") ?? "") && isMeant($0) }) {
                return found
            }
            guard closeCode == nil else { throw WorldError("closed with \(closeCode ?? 0) before any of \(types)") }
            return nil
        }
    }

    /// Waits until the connection is closed, and gives the code.
    public func closed(within limit: Duration = .seconds(20)) async throws -> Int {
        try await untilFound("the connection is still open", within: limit) { closeCode }
    }

    /// The bodies of the messages that have come, each id once, in the order of coming.
    public var bodies: [String] {
        var seen: Set<String> = []
        return frames.compactMap { frame in
            guard frame.text("type") == "message", let id = frame.text("id"), seen.insert(id).inserted else {
                return nil
            }
            return frame.text("body")
        }
    }

    /// The last cursor that was told.
    public var cursor: String? { frames.last { $0.text("type") == "cursor" }?.text("cursor") }

    /// Breaks the connection without a word.
    public func hangUp() { reader?.cancel() }

    private static func upgrade(_ channel: any Channel, _ port: UInt16) throws -> EventLoopFuture<Socket> {
        let upgrader = NIOTypedWebSocketClientUpgrader<Socket>(maxFrameSize: 1 << 20) { channel, _ in
            channel.eventLoop.makeCompletedFuture { try Socket(wrappingChannelSynchronously: channel) }
        }
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: "/v1/ws",
            headers: ["Host": "127.0.0.1:\(port)", "Content-Length": "0", "Sec-WebSocket-Protocol": "kauri.v1"])
        let configuration = NIOTypedHTTPClientUpgradeConfiguration<Socket>(
            upgradeRequestHead: head, upgraders: [upgrader]
        ) { channel in
            channel.eventLoop.makeFailedFuture(WorldError("the service did not agree to a WebSocket"))
        }
        return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
            configuration: .init(upgradeConfiguration: configuration))
    }

    private func read(_ socket: Socket) async {
        try? await socket.executeThenClose { inbound, outbound in
            open(outbound)
            for try await frame in inbound { await take(frame) }
        }
        if closeCode == nil { closeCode = 1006 }
        writer = nil
    }

    private func open(_ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>) { writer = outbound }

    private func take(_ frame: WebSocketFrame) async {
        var data = frame.unmaskedData
        switch frame.opcode {
        case .text: if let document = try? Document(Array(buffer: data)) { frames.append(document) }
        case .connectionClose: closeCode = data.readInteger(as: UInt16.self).map { Int($0) } ?? 1005
        case .ping:
            try? await writer?.write(WebSocketFrame(fin: true, opcode: .pong, maskKey: .random(), data: data))
        default: break
        }
    }
}
