import ServiceKit
import Testing

@Suite struct SecretTests {
    @Test func aSecretShowsNothing() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])", "\(Optional(secret) as Any)"] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test(arguments: [
        ("amqp://guest:hunter2@broker:5672/kauri", "amqp://broker:5672/kauri"),
        ("amqps://broker", "amqps://broker"),
        ("POSTGRES://u:hunter2@h:1/d?sslpassword=hunter2#hunter2", "postgres://h:1/d"),
        ("postgresql://[::1]:5432/d?password=hunter2", "postgresql://[::1]:5432/d"),
        ("postgresql:///d?host=/tmp&password=hunter2", "postgresql:///d"),
        // Passwords that were not escaped: host and password cannot be told apart, so nothing is shown.
        ("postgresql://u:hunter2/x@h/d", "postgresql://<secret>"),
        ("postgresql://u:hunter2?x@h/d", "postgresql://<secret>"),
        ("postgresql://u:hunter2@x@h/d", "postgresql://<secret>"),
        ("postgresql://u:hunter2", "postgresql://<secret>"),
        ("postgresql://h/d?password=hunter2@x", "postgresql://<secret>"),
    ])
    func aURLShowsNoCredentials(text: String, shown: String) throws {
        let url = try #require(SecretURL(text))
        #expect(url.description == shown)
        #expect(url.revealed == text)
        var dumped = ""
        dump(url, to: &dumped)
        #expect(!(dumped + String(reflecting: url)).contains("hunter2"))
    }

    @Test(arguments: ["", "broker", "://broker", "amqp://", "amqp:// broker", "amqp://b\n", "1x://b", "a b://c"])
    func whatIsNoURLIsRefused(text: String) {
        #expect(SecretURL(text) == nil)
    }

    @Test func aRefusedSecretIsNotRepeated() throws {
        for environment in [
            ["DATABASE_URL": "mysql://u:hunter2@h/d"],
            ["DATABASE_URL": "postgres://h/d", "KAURI_TOKEN": "hunter2"],
            // A URL that went to the wrong key.
            ["DATABASE_URL": "postgres://h/d", "KAURI_LANES": "postgres://u:hunter2@h/d"],
        ] {
            let error = #expect(throws: ConfigurationError.self) {
                try ServiceConfiguration.load([LaneKeys.section], environment: environment)
            }
            #expect(error?.problems.count == 1)
            #expect(error?.description.contains("hunter2") == false)
        }
    }
}
