import CRabbitMQ
import Testing

@testable import RabbitMQ

struct MessageValidationTests {
    private func error(_ change: (inout OutgoingMessage) -> Void) -> BrokerError? {
        var message = OutgoingMessage(exchange: "e", routingKey: "k", body: [1, 2, 3])
        change(&message)
        do {
            try message.validate(maximumBodyBytes: 1_000, maximumFrameBytes: 131_072)
            return nil
        } catch {
            return error
        }
    }

    @Test func whatFitsIsAccepted() {
        #expect(error { _ in } == nil)
        #expect(error { $0.routingKey = String(repeating: "k", count: 255) } == nil)
        #expect(error { $0.properties.expiration = "60000" } == nil)
        #expect(error { $0.body = [UInt8](repeating: 0, count: 1_000) } == nil)
        #expect(error { $0.properties.headers["x"] = .string(String(repeating: "x", count: 100_000)) } == nil)
    }

    @Test func whatAMQPCannotCarryIsRefused() {
        let long = String(repeating: "ä", count: 128)
        var nested = MessageHeaders()
        for _ in 0..<40 { nested = ["t": .table(nested)] }
        let errors = [
            error { $0.exchange = long }, error { $0.routingKey = long }, error { $0.properties.messageID = long },
            error { $0.properties.correlationID = long }, error { $0.properties.replyTo = long },
            error { $0.properties.type = long }, error { $0.properties.userID = long },
            error { $0.properties.appID = long }, error { $0.properties.contentType = long },
            error { $0.properties.contentEncoding = long }, error { $0.properties.headers[long] = 1 },
            error { $0.properties.expiration = "soon" }, error { $0.properties.expiration = "-1" },
            error { $0.properties.expiration = "+1" }, error { $0.body = [UInt8](repeating: 0, count: 1_001) },
            error { $0.properties.headers["x"] = .string(String(repeating: "x", count: 131_072)) },
            error { $0.properties.headers = nested },
        ]
        for error in errors { #expect(error?.code == .unsupportedMessage) }
    }

    /// Needs no broker: what a message may be is known before there is a connection.
    @Test func aPublisherSaysWhatItWouldRefuse() async {
        var configuration = BrokerConfiguration(host: "nowhere.invalid", user: "nobody", password: "")
        configuration.maximumBodyBytes = 1_000
        let publisher = BrokerPublisher(configuration: configuration, logger: BrokerUnderTest.logger)
        func isSupported(_ change: (inout OutgoingMessage) -> Void) async -> Bool {
            var message = OutgoingMessage(exchange: "e", routingKey: "k", body: [1, 2, 3])
            change(&message)
            return await publisher.supports(message)
        }
        #expect(await isSupported { _ in })
        #expect(await isSupported { $0.body = [UInt8](repeating: 0, count: 1_000) })
        #expect(await !isSupported { $0.body = [UInt8](repeating: 0, count: 1_001) })
        #expect(await isSupported { $0.properties.correlationID = String(repeating: "c", count: 255) })
        #expect(await !isSupported { $0.properties.correlationID = String(repeating: "c", count: 256) })
        #expect(await !isSupported { $0.routingKey = String(repeating: "ä", count: 128) })
        #expect(
            await !isSupported { $0.properties.headers["x"] = .string(String(repeating: "x", count: 131_072)) })
        await publisher.close()
    }

    @Test func textThatIsNoUTF8IsRepairedAndFlagged() {
        var bytes: [UInt8] = [0x61, 0xff, 0x62]
        bytes.withUnsafeMutableBytes { buffer in
            var isMalformed = false
            let text = freshText(amqp_bytes_t(len: 3, bytes: buffer.baseAddress), isMalformed: &isMalformed)
            #expect(text == "a\u{FFFD}b")
            #expect(isMalformed)
        }
    }

    @Test func repeatedTextIsReadAgainWhenItChanges() {
        var reader = RepeatedText()
        var isMalformed = false
        for text in [
            "", "short", "a text of more than fifteen bytes", "a text of more than fifteen bytes",
            "another text of more",
        ] {
            var bytes = Array(text.utf8)
            bytes.withUnsafeMutableBytes { buffer in
                let source = amqp_bytes_t(len: buffer.count, bytes: buffer.baseAddress)
                #expect(reader.read(source, isMalformed: &isMalformed) == text)
            }
        }
        #expect(!isMalformed)
    }

    @Test func pausesDoubleUpToTheLimitWithJitter() {
        var backoff = Backoff(minimum: .milliseconds(100), maximum: .milliseconds(350))
        for step in [100, 200, 350, 350] {
            let pause = backoff.next()
            #expect(pause >= .milliseconds(step) / 2 && pause <= .milliseconds(step))
        }
        backoff.reset()
        #expect(backoff.next() <= .milliseconds(100))
    }
}
