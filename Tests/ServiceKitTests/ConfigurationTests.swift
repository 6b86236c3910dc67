import ServiceKit
import Testing

enum Colour: String, CaseIterable, Sendable {
    case red, green
}

/// Keys as a component would declare them.
enum LaneKeys {
    static let lanes = ConfigurationKey.int("kauri.lanes", in: 1...64, default: 4, "Lanes that work at once")
    static let wait = ConfigurationKey.duration(
        "kauri.wait", in: .milliseconds(10)...(.seconds(120)), default: .milliseconds(250), "Longest wait")
    static let verbose = ConfigurationKey.bool("kauri.verbose", default: false, "Say more")
    static let colour = ConfigurationKey.choice("kauri.colour", Colour.self, default: .red, "Colour | of lanes")
    static let window = ConfigurationKey.byteSize(
        "kauri.window", in: .kibibytes(1)...(.mebibytes(64)), default: .mebibytes(1), "Bytes of a batch")
    static let roles = ConfigurationKey.list(
        "kauri.roles", of: ["ledger", "messages", "queries"], default: ["ledger"], "Roles of this process")
    static let label = ConfigurationKey.string("kauri.label", limit: 8, "Label of this process").optional
    static let database = ConfigurationKey.secretURL(
        "database.url", schemes: ["postgresql", "postgres"], "The database")
    static let token = ConfigurationKey.secret("kauri.token", length: 8...64, "Token of the operator").optional
    static let section = ConfigurationSection(
        "Lanes", lanes, wait, verbose, colour, window, roles, label, database, token)
}

private let url = "postgresql://kauri:hunter2@db.internal:5432/ledger?sslmode=require"

private func load(_ environment: [String: String]) throws(ConfigurationError) -> ServiceConfiguration {
    try ServiceConfiguration.load([LaneKeys.section], environment: environment)
}

/// The problems with these variables, the required one being set.
private func problems(_ environment: [String: String]) -> [String] {
    do {
        _ = try load(environment.merging(["DATABASE_URL": url]) { given, _ in given })
        return []
    } catch {
        return error.problems
    }
}

@Suite struct ConfigurationTests {
    @Test func defaultsCountWhenNothingIsSet() throws {
        let configuration = try load(["DATABASE_URL": url, "KAURI_LANES": "", "KAURI_WAIT": "  "])
        #expect(configuration[LaneKeys.lanes] == 4)
        #expect(configuration[LaneKeys.wait] == .milliseconds(250))
        #expect(configuration[LaneKeys.verbose] == false)
        #expect(configuration[LaneKeys.colour] == .red)
        #expect(configuration[LaneKeys.window].bytes == 1_048_576)
        #expect(configuration[LaneKeys.roles] == ["ledger"])
        #expect(configuration[LaneKeys.label] == nil)
        #expect(configuration[LaneKeys.token] == nil)
        #expect(configuration[LaneKeys.database].revealed == url)
        #expect(configuration.warnings.isEmpty)
    }

    @Test func everyTypeIsRead() throws {
        let configuration = try load([
            "DATABASE_URL": url, "KAURI_LANES": " 64 ", "KAURI_WAIT": "2m", "KAURI_VERBOSE": "yes",
            "KAURI_COLOUR": "GREEN", "KAURI_WINDOW": "64KiB", "KAURI_ROLES": "messages, queries",
            "KAURI_LABEL": "blue-2", "KAURI_TOKEN": "longenough",
        ])
        #expect(configuration[LaneKeys.lanes] == 64)
        #expect(configuration[LaneKeys.wait] == .seconds(120))
        #expect(configuration[LaneKeys.verbose])
        #expect(configuration[LaneKeys.colour] == .green)
        #expect(configuration[LaneKeys.window] == .kibibytes(64))
        #expect(configuration[LaneKeys.roles] == ["messages", "queries"])
        #expect(configuration[LaneKeys.label] == "blue-2")
        #expect(configuration[LaneKeys.token]?.revealed == "longenough")
    }

    @Test func aWrongValueIsRefusedWithItsRule() {
        #expect(problems(["KAURI_LANES": "many"]) == ["KAURI_LANES must be a whole number from 1 to 64, not \"many\""])
        #expect(problems(["KAURI_LANES": "65"]).count == 1)
        #expect(problems(["KAURI_LANES": "99999999999999999999"]).count == 1)
        #expect(
            problems(["KAURI_WAIT": "20"])
                == ["KAURI_WAIT must be a duration from 10ms to 2m with a unit (ms, s, m, h), not \"20\""])
        #expect(problems(["KAURI_WAIT": "121s"]).count == 1)
        #expect(problems(["KAURI_WAIT": "-5s"]).count == 1)
        #expect(problems(["KAURI_WAIT": "9223372036854775807h"]).count == 1)
        #expect(problems(["KAURI_VERBOSE": "maybe"]) == ["KAURI_VERBOSE must be true or false, not \"maybe\""])
        #expect(problems(["KAURI_COLOUR": "blue"]) == ["KAURI_COLOUR must be one of red, green, not \"blue\""])
        #expect(
            problems(["KAURI_WINDOW": "1MB"])
                == ["KAURI_WINDOW must be a size from 1KiB to 64MiB with a unit (B, KiB, MiB, GiB), not \"1MB\""])
        #expect(problems(["KAURI_WINDOW": "9999999999999GiB"]).count == 1)
        #expect(problems(["KAURI_ROLES": "ledger,,queries"]).count == 1)
        #expect(problems(["KAURI_ROLES": "ledger,cook"]).count == 1)
        #expect(problems(["KAURI_LABEL": "a\u{1B}[2J"]).first?.contains("\\u{1b}") == true)
    }

    @Test func allProblemsAreNamedAtOnceInTheOrderOfTheKeys() {
        let error = #expect(throws: ConfigurationError.self) {
            try load(["KAURI_LANES": "0", "KAURI_VERBOSE": "x"])
        }
        let names = error?.problems.map { String($0.prefix { $0 != " " }) }
        #expect(names == ["KAURI_LANES", "KAURI_VERBOSE", "DATABASE_URL"])
        #expect(
            error?.problems.last
                == "DATABASE_URL is required: a URL that begins with postgresql:// or postgres://"
                + ", or DATABASE_URL_FILE names a file with it")
    }

    @Test func aLongWrongValueIsCut() {
        let problem = problems(["KAURI_LANES": String(repeating: "9", count: 5_000)]).first
        #expect((problem?.count ?? .max) < 150)
    }

    @Test func unknownNamesGiveAWarningWithTheNearestKey() throws {
        let configuration = try load([
            "DATABASE_URL": url, "KAURI_LANE": "3", "KAURI_TOKEN_FIEL": "x", "KAURI_SOMETHING_ELSE_ENTIRELY": "1",
            "PATH": "/bin",
        ])
        #expect(
            configuration.warnings == [
                "KAURI_LANE is not a known setting; did you mean KAURI_LANES?",
                "KAURI_SOMETHING_ELSE_ENTIRELY is not a known setting",
                "KAURI_TOKEN_FIEL is not a known setting; did you mean KAURI_TOKEN_FILE?",
            ])
    }

    @Test func overridesShowWhatWasSetWithoutSecrets() throws {
        let configuration = try load(["DATABASE_URL": url, "KAURI_LANES": "8", "KAURI_TOKEN": "swordfish"])
        #expect(
            configuration.overrides == [
                "DATABASE_URL": "postgresql://db.internal:5432/ledger", "KAURI_LANES": "8", "KAURI_TOKEN": "<secret>",
            ])
    }

    @Test func theTableIsMadeFromTheDeclarations() {
        let table = ConfigurationTable.markdown(for: [LaneKeys.section])
        #expect(table.contains("| `KAURI_LANES` | a whole number from 1 to 64 | `4` | Lanes that work at once |\n"))
        #expect(table.contains("| one of red, green | `red` | Colour \\| of lanes |\n"))
        #expect(
            table.contains(
                "| `DATABASE_URL` or `DATABASE_URL_FILE` | a URL that begins with postgresql:// or postgres:// (secret) "
                    + "| required | The database |\n"))
        #expect(table.contains("| `KAURI_LABEL` | text of at most 8 bytes without control characters | none |"))
        #expect(table.split(separator: "\n").count == 2 + 1 + 9)
    }
}
