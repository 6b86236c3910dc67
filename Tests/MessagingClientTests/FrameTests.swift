import NIOCore
import Testing

@testable import MessagingClient

/// A client's side of a socket, given bytes and asked what is to be done.
private struct Run {
    var socket = ClientProtocol(longest: 70_000)
    var messages: [String] = []
    var answers: [(SocketOpcode, [UInt8])] = []
    var ending: SocketEnding?

    mutating func give(_ bytes: [UInt8]) throws(SocketEnding) {
        socket.receive(ByteBuffer(bytes: bytes))
        while let event = try socket.next() {
            switch event {
            case .message(let text): messages.append(String(buffer: text))
            case .answer(let opcode, let payload): answers.append((opcode, payload))
            case .end(let answer, let ending):
                if let answer { answers.append((.close, answer)) }
                self.ending = ending
            }
        }
    }

    static func fault(_ bytes: [UInt8]) -> UInt16? {
        var run = Run()
        do throws(SocketEnding) {
            try run.give(bytes)
            return nil
        } catch {
            return error.code
        }
    }
}

@Suite("Frames of a client's WebSocket, by the examples of RFC 6455")
struct FrameTests {
    @Test("A masked text is that of section 5.7")
    func masked() {
        var buffer = ByteBuffer()
        FrameWriter.write(.text, Array("Hello".utf8), mask: 0x37fa_213d, to: &buffer)
        #expect(
            Array(buffer.readableBytesView)
                == [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58])
    }

    @Test(
        "Every length has the header that it needs, and the mask reaches every byte",
        arguments: [0, 7, 125, 126, 65_535, 65_536])
    func lengths(count: Int) throws {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var buffer = ByteBuffer()
        FrameWriter.write(.text, payload, mask: 0x0102_0304, to: &buffer)
        let header = count < 126 ? 2 : count < 65_536 ? 4 : 10
        #expect(buffer.readableBytes == header + 4 + count)
        let mask: [UInt8] = [1, 2, 3, 4]
        let body = Array(buffer.readableBytesView.dropFirst(header + 4))
        #expect(body.enumerated().map { $1 ^ mask[$0 % 4] } == payload)
    }

    @Test("A text, a text in two fragments with a ping between, byte by byte")
    func fragments() throws {
        var run = Run()
        let bytes: [UInt8] =
            [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x01, 0x03, 0x48, 0x65, 0x6c, 0x89, 0x05, 0x48, 0x65]
            + [0x6c, 0x6c, 0x6f, 0x80, 0x02, 0x6c, 0x6f]
        for byte in bytes { try run.give([byte]) }
        #expect(run.messages == ["Hello", "Hello"])
        #expect(run.answers.count == 1 && run.answers.first?.0 == .pong)
        #expect(run.answers.first?.1 == Array("Hello".utf8))
    }

    @Test("Long messages come whole", arguments: [126, 65_536])
    func long(count: Int) throws {
        var run = Run()
        var bytes: [UInt8] = [0x81]
        if count < 65_536 {
            bytes += [126, UInt8(count >> 8), UInt8(count & 0xFF)]
        } else {
            bytes += [127, 0, 0, 0, 0, 0, UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
        }
        try run.give(bytes + [UInt8](repeating: 0x61, count: count))
        #expect(run.messages == [String(repeating: "a", count: count)])
    }

    @Test("A close is answered once with its own code, and tells how it ended")
    func close() throws {
        var run = Run()
        try run.give([0x88, 0x05, 0x0F, 0xA9, 0x62, 0x79, 0x65])
        #expect(run.ending == SocketEnding(code: 4009, reason: "bye"))
        #expect(run.answers.count == 1 && run.answers.first?.1 == [0x0F, 0xA9])
        #expect(run.socket.close(SocketEnding(code: 1000, reason: "")) == nil)
    }

    @Test("Who has begun to close does not answer the other's close")
    func closing() throws {
        var run = Run()
        #expect(run.socket.close(SocketEnding(code: 1000, reason: "")) == [0x03, 0xE8])
        try run.give([0x88, 0x02, 0x03, 0xE8])
        #expect(run.ending?.code == 1000 && run.answers.isEmpty)
    }

    @Test("What no server may send ends the connection")
    func faults() {
        #expect(Run.fault([0x81, 0x80]) == 1002, "masked")
        #expect(Run.fault([0xC1, 0x00]) == 1002, "an extension's bit")
        #expect(Run.fault([0x83, 0x00]) == 1002, "an opcode that nobody knows")
        #expect(Run.fault([0x09, 0x00]) == 1002, "a ping in fragments")
        #expect(Run.fault([0x89, 126, 0x00]) == 1002, "a long ping")
        #expect(Run.fault([0x80, 0x00]) == 1002, "the end of nothing")
        #expect(Run.fault([0x01, 0x00, 0x01, 0x00]) == 1002, "a message inside another one")
        #expect(Run.fault([0x88, 0x01, 0x03]) == 1002, "half a code")
        #expect(Run.fault([0x82, 0x00]) == 1003, "binary")
        #expect(Run.fault([0x88, 0x03, 0x03, 0xE8, 0xFF]) == 1007, "a reason that is no text")
        #expect(Run.fault([0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x71]) == 1009, "too long")
    }
}
