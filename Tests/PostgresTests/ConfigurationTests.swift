import Testing

@testable import Postgres

struct ConfigurationTests {
    @Test func aCompleteURL() throws {
        let url =
            "postgresql://kauri:p%40ss%2Fword@[::1]:6543/books?sslmode=verify-full&sslrootcert=/etc/ca.pem"
            + "&application_name=lane&connect_timeout=7"
        let configuration = try PostgresConfiguration(url: url)
        #expect(configuration.user == "kauri")
        #expect(configuration.password == "p@ss/word")
        #expect(configuration.host == "::1")
        #expect(configuration.port == 6_543)
        #expect(configuration.database == "books")
        #expect(configuration.tls == .verifyFull(rootCertificate: "/etc/ca.pem"))
        #expect(configuration.applicationName == "lane")
        #expect(configuration.connectTimeout == .seconds(7))
    }

    @Test func aShortURL() throws {
        let configuration = try PostgresConfiguration(url: "postgres://kauri@db/kauri")
        #expect(configuration.port == 5_432)
        #expect(configuration.password == nil)
        #expect(configuration.tls == .prefer)
        #expect(try PostgresConfiguration(url: "postgres://u@/d?host=/run/postgresql").host == "/run/postgresql")
        let verified = try PostgresConfiguration(url: "postgres://u@h/d?sslmode=verify-ca")
        #expect(verified.tls == .verifyCA(rootCertificate: PostgresConfiguration.systemCertificates))
    }

    @Test(arguments: [
        "", "kauri", "mysql://u:s3cret@h/d", "postgres://h/d", "postgres://u:s3cret@h", "postgres://u:s3cret@h:0/d",
        "postgres://u:s3cret@h:70000/d", "postgres://u:s3cret@h/d?sslmode=verify", "postgres://u:s3cret@h/d?ssl=on",
        "postgres://u:s3cret@/d", "postgres://u:s3cret@h/d?connect_timeout=0", "postgres://u:s3cret@h/d?sslmode",
        "postgres://u:s3cret@h:port/d",
    ])
    func aWrongURLIsRefusedWithoutQuotingIt(_ url: String) throws {
        let error = #expect(throws: PostgresError.self) { try PostgresConfiguration(url: url) }
        #expect(error?.code == .configuration)
        #expect(error.map { !"\($0)".contains("s3cret") } == true)
    }

    @Test func noTextFormShowsThePassword() throws {
        let configuration = try PostgresConfiguration(url: "postgres://u:s3cret@h/d")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped, "\([configuration])"] {
            #expect(!text.contains("s3cret"))
        }
        #expect("\(configuration)" == "postgresql://u@h:5432/d")
    }

    @Test func durationsInWholeMilliseconds() {
        #expect(Duration.microseconds(1).milliseconds == 1)
        #expect(Duration.milliseconds(1_500).milliseconds == 1_500)
        #expect(Duration.zero.milliseconds == 0)
        #expect(Duration.seconds(-5).milliseconds == 0)
        #expect(Duration.seconds(Int64.max).milliseconds == 2_000_000_000)
    }

    @Test(arguments: [
        ("SELECT 1", false), ("COPY t FROM STDIN", true), ("copy t to stdout", true), ("-- copy\nSELECT 1", false),
        ("/* x */ Copy t", true), ("", false), ("/* open", false), ("  ;\n\tCOPY", true), ("COMMIT", false),
    ])
    func copyIsRecognised(_ sql: String, _ isCopy: Bool) {
        #expect((Statement(sql).refusal != nil) == isCopy)
        #expect(Statement(sql + "\u{0}").refusal != nil)
    }

    @Test func retriableErrors() {
        let server = { (state: String) in PostgresError(.server(sqlState: state), "", sqlState: state) }
        for state in ["40001", "40P01", "08006", "57P01", "57P03", "53300", "53100", "55P03", "57014", "25006"] {
            #expect(server(state).isRetriable, "\(state)")
        }
        for state in ["23505", "22003", "42601", "25P02", "28P01", "57P04", "XX000"] {
            #expect(!server(state).isRetriable, "\(state)")
        }
        #expect(server("22003").isDataError && server("23514").isDataError && !server("40001").isDataError)
        #expect(PostgresError(.connectionLost, "").isRetriable)
        #expect(!PostgresError(.cancelled, "").isRetriable)
    }

    @Test func theStateInALoginMessage() {
        let text = """
            connection to server at "h" (1.2.3.4), port 1 failed: FATAL:  53300: too many clients
            LOCATION:  x, y.c:1

            """
        let error = PostgresError(loginMessage: text)
        #expect(error.sqlState == "53300")
        #expect(error.message == "connection to server at \"h\" (1.2.3.4), port 1 failed: FATAL: too many clients")
        #expect(PostgresError(loginMessage: "could not connect: Connection refused").sqlState == nil)
    }
}
