import RabbitMQ
import Testing

struct BrokerConfigurationTests {
    @Test func aFullURLIsReadAndDecoded() throws {
        let configuration = try BrokerConfiguration(
            url:
                "amqps://a%40b:p%3Aw@host.example:1234/my%2Fvhost?cacertfile=%2Fca.pem&heartbeat=3&connection_timeout=700"
        )
        #expect(configuration.user == "a@b")
        #expect(configuration.password == "p:w")
        #expect(configuration.host == "host.example")
        #expect(configuration.port == 1234)
        #expect(configuration.virtualHost == "my/vhost")
        #expect(configuration.tls?.authorityFile == "/ca.pem")
        #expect(configuration.heartbeat == .seconds(3))
        #expect(configuration.connectTimeout == .milliseconds(700))
    }

    @Test(arguments: [
        ("amqp://localhost", "localhost", 5672, "/"), ("amqp://localhost/", "localhost", 5672, "/"),
        ("AMQP://u:p@localhost/%2F", "localhost", 5672, "/"), ("amqps://localhost", "localhost", 5671, "/"),
        ("amqp://u:p@[::1]:99/x", "::1", 99, "x"), ("amqp://[::1]/x", "::1", 5672, "x"),
    ])
    func partsThatAreMissingHaveDefaults(url: String, host: String, port: Int, virtualHost: String) throws {
        let configuration = try BrokerConfiguration(url: url)
        #expect(configuration.host == host)
        #expect(configuration.port == port)
        #expect(configuration.virtualHost == virtualHost)
    }

    @Test(arguments: [
        "", "localhost:5672", "http://localhost", "amqp://", "amqp://u:p@", "amqp://host:0/", "amqp://host:70000/",
        "amqp://host:x/", "amqp://u:p%4@host", "amqp://u:p%+1@host", "amqp://u:secret%zz@host", "amqp://u:%ff@host",
        "amqp://u:%00@host", "amqp://h?heartbeat=0", "amqp://h?connection_timeout=x", "amqp://h?verify=maybe",
        "amqp://h?unknown=1",
    ])
    func aURLThatCannotBeUsedIsRefused(url: String) {
        let error = #expect(throws: BrokerError.self) { try BrokerConfiguration(url: url) }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func thePasswordIsNeverShown() throws {
        let configuration = try BrokerConfiguration(url: "amqp://user:hunter2@host/")
        var dumped = ""
        dump(configuration, to: &dumped)
        for shown in [
            "\(configuration)", String(reflecting: configuration), dumped, "\(Optional(configuration) as Any)",
        ] {
            #expect(!shown.contains("hunter2"))
            #expect(shown.contains("user:***@host:5672"))
        }
    }
}
