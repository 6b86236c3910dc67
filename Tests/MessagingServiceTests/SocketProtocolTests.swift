import NIOCore
import Testing

@testable import MessagingService

/// RFC 6455 as the service keeps it: what is read, what is answered, what ends the connection with which code.
@Suite struct SocketProtocolTests {
    /// Reads bytes to the end, and says what was to be done.
    private func actions(
        _ pieces: [ByteBuffer], longest: Int = 100_000
    ) throws(CloseCode) -> (texts: [String], answers: [ByteBuffer], isEnded: Bool) {
        var socket = SocketProtocol(longest: longest)
        var result: (texts: [String], answers: [ByteBuffer], isEnded: Bool) = ([], [], false)
        for piece in pieces {
            socket.receive(piece)
            while let action = try socket.next() {
                switch action {
                case .text(let bytes): result.texts.append(String(decoding: bytes, as: UTF8.self))
                case .answer(let frame): result.answers.append(frame)
                case .end(let frame):
                    if let frame { result.answers.append(frame) }
                    result.isEnded = true
                }
            }
        }
        return result
    }

    private func code(_ pieces: ByteBuffer..., longest: Int = 100_000) -> UInt16? {
        do throws(CloseCode) {
            _ = try actions(pieces, longest: longest)
            return nil
        } catch {
            return error.number
        }
    }

    @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 127, 65_535, 65_536, 70_001])
    func aMessageOfAnyLengthIsReadInAnyPieces(length: Int) throws {
        let text = String((0..<length).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
        let frame = ClientBytes.text(text)
        #expect(try actions([frame]).texts == [text])
        let bytes = Array(buffer: frame)
        for size in [1, 3, 1_000] where length < 1_000 || size > 3 {
            let pieces = stride(from: 0, to: bytes.count, by: size).map {
                ByteBuffer(bytes: bytes[$0..<min($0 + size, bytes.count)])
            }
            #expect(try actions(pieces).texts == [text])
        }
    }

    @Test func fragmentsAreJoinedAndPingsAnsweredBetweenThem() throws {
        let result = try actions([
            ClientBytes.text("ab", isFinal: false), ClientBytes.frame(9, [1, 2]),
            ClientBytes.frame(0, Array("cd".utf8), isFinal: false), ClientBytes.frame(0, Array("e".utf8)),
            ClientBytes.text("f"),
        ])
        #expect(result.texts == ["abcde", "f"])
        #expect(result.answers == [ByteBuffer(bytes: [0x8A, 2, 1, 2])])
    }

    @Test func aCloseIsAnsweredWithItsCode() throws {
        let result = try actions([ClientBytes.close(1001, Array("bye".utf8)), ClientBytes.text("too late")])
        #expect(result.isEnded)
        #expect(result.texts.isEmpty)
        #expect(result.answers == [ByteBuffer(bytes: [0x88, 2, 0x03, 0xE9])])
        #expect(try actions([ClientBytes.frame(8, [])]).answers == [ByteBuffer(bytes: [0x88, 2, 0x03, 0xE8])])
    }

    @Test func breachesEndWith1002() {
        #expect(code(ClientBytes.frame(1, [97], isMasked: false)) == 1002)
        #expect(code(ClientBytes.frame(3, [])) == 1002)
        #expect(code(ClientBytes.frame(11, [])) == 1002)
        #expect(code(ClientBytes.frame(1, [97], reserved: 4)) == 1002)
        #expect(code(ClientBytes.frame(0, [97])) == 1002)
        #expect(code(ClientBytes.text("a", isFinal: false), ClientBytes.text("b")) == 1002)
        #expect(code(ClientBytes.frame(9, [], isFinal: false)) == 1002)
        #expect(code(ClientBytes.frame(9, Array(repeating: 0, count: 126))) == 1002)
        #expect(code(ClientBytes.frame(8, [3])) == 1002)
        for wrong: UInt16 in [0, 999, 1004, 1005, 1006, 1015, 2999, 5000] {
            #expect(code(ClientBytes.close(wrong)) == 1002, "\(wrong)")
        }
    }

    @Test func binaryEndsWith1003() { #expect(code(ClientBytes.frame(2, [1])) == 1003) }

    @Test func aReasonThatIsNotUTF8EndsWith1007() { #expect(code(ClientBytes.close(1000, [0xFF])) == 1007) }

    @Test func whatIsTooLargeEndsWith1009AsSoonAsItShows() {
        #expect(code(ClientBytes.text("12345678901"), longest: 10) == 1009)
        #expect(
            code(ClientBytes.text("123456", isFinal: false), ClientBytes.frame(0, Array("78901".utf8)), longest: 10)
                == 1009)
        // The header alone, with a length that nobody has.
        #expect(code(ByteBuffer(bytes: [0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])) == 1009)
    }

    @Test(arguments: [0, 125, 126, 65_535, 65_536])
    func whatTheServiceWritesIsOneWholeFrame(length: Int) {
        let frame = SocketFrame.text(Array(repeating: 97, count: length))
        let header = SocketFrame.headerLength(payload: length)
        #expect(frame.readableBytes == header + length)
        #expect(frame.getInteger(at: 0, as: UInt8.self) == 0x81)
    }

    @Test func aReasonIsNeverTooLongForItsFrame() {
        let frame = SocketFrame.close(.policy(String(repeating: "x", count: 500)))
        #expect(frame.readableBytes == 2 + 125)
    }
}
