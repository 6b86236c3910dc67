import Testing

@testable import Postgres

/// Every type goes to the server and comes back; the server says what it understood.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct RoundTripTests {
    /// Sends one value; the row has it as it came back and as the server prints it.
    private func echo(_ parameter: Parameter, as type: String) async throws -> Row {
        var rows: [Row] = []
        try await TestDatabase.withConnection { connection in
            let sql = "SELECT $1::\(type), $1::\(type)::text"
            rows = Array(try await connection.run(Statement(once: sql, [parameter])))
        }
        return try #require(rows.first)
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 946_684_800_000_000, .max])
    func int64(_ value: Int64) async throws {
        let row = try await echo(.int64(value), as: "bigint")
        #expect(try row.int64(0) == value)
        #expect(try row.text(1) == String(value))
    }

    @Test func smallerNumbersAndBool() async throws {
        let narrow = try await echo(.int16(-32_768), as: "smallint")
        #expect(try narrow.int16(0) == -32_768)
        #expect(try narrow.int32(0) == -32_768)
        #expect(try narrow.int64(0) == -32_768)
        let middle = try await echo(.int32(.min), as: "integer")
        #expect(try middle.int32(0) == .min)
        #expect(try middle.int64(0) == Int64(Int32.min))
        let double = try await echo(.double(-0.1), as: "double precision")
        #expect(try double.double(0) == -0.1)
        #expect(try double.text(1) == "-0.1")
        #expect(try await echo(.bool(true), as: "boolean").bool(0))
        #expect(try await echo(.bool(false), as: "boolean").text(1) == "false")
    }

    @Test(arguments: ["", "plain", "naïve 東京 👩🏽‍🚀", "'quotes' \"double\" \\ $1 ;--", "line\nbreak\ttab"])
    func text(_ value: String) async throws {
        let row = try await echo(.text(value), as: "text")
        #expect(try row.text(0) == value)
        #expect(try row.bytes(0) == Array(value.utf8))
    }

    @Test func oneMegabyteOfText() async throws {
        let value = String(repeating: "é", count: 1 << 19)
        #expect(try await echo(.text(value), as: "text").text(0) == value)
    }

    @Test func bytea() async throws {
        let value = (0...255).map { UInt8($0) }
        #expect(try await echo(.bytea(value), as: "bytea").bytes(0) == value)
        let empty = try await echo(.bytea([]), as: "bytea")
        #expect(try empty.bytes(0) == [])
        #expect(!empty.isNull(0))
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01 00:00:00+00"), (1_700_000_000_123_456, "2023-11-14 22:13:20.123456+00"),
        (-1, "1969-12-31 23:59:59.999999+00"),
    ])
    func timestamp(_ value: Int64, _ printed: String) async throws {
        try await TestDatabase.withConnection({ $0.sessionSettings = [("timezone", "UTC")] }) { connection in
            let row = try await connection.run(Statement(once: "SELECT $1, $1::text", [.timestamp(value)]))[0]
            #expect(try row.timestamp(0) == value)
            #expect(try row.text(1) == printed)
        }
    }

    @Test func timestampsWithoutANumber() async throws {
        try await TestDatabase.withConnection { connection in
            for infinity in ["infinity", "-infinity"] {
                let row = try await connection.run(Statement(once: "SELECT '\(infinity)'::timestamptz AS moment"))[0]
                let error = try await postgresError { _ = try row.timestamp(0) }
                #expect(error.code == .decoding)
                #expect(error.message.contains("moment"))
            }
            for early: Int64 in [.min, .min + 1, -300_000_000_000_000_000] {
                let error = try await postgresError {
                    try await connection.run(Statement("SELECT $1", [.timestamp(early)]))
                }
                #expect(error.sqlState == "22008")
                #expect(error.isDataError)
            }
            let last = try await connection.run(Statement("SELECT $1", [.timestamp(.max)]))
            #expect(try last[0].timestamp(0) == .max)
        }
    }

    @Test func jsonb() async throws {
        let document = #"{"a": [1, 2.50, null], "b": "é"}"#
        for parameter in [Parameter.jsonbText(document), .jsonb(Array(document.utf8))] {
            let row = try await echo(parameter, as: "jsonb")
            #expect(try row.text(0) == document)
            #expect(try row.jsonb(0) == Array(document.utf8))
        }
    }

    @Test func null() async throws {
        try await TestDatabase.withConnection { connection in
            let parameters: [Parameter] = [
                .optionalInt64(nil), .optionalInt32(nil), .optionalText(nil), .optionalBytea(nil),
                .optionalTimestamp(nil), .optionalJsonb(nil), .null(oid: 16),
            ]
            let row = try await connection.run(Statement("SELECT $1, $2, $3, $4, $5, $6, $7", parameters))[0]
            #expect(try row.optionalInt64(0) == nil)
            #expect(try row.optionalInt32(1) == nil)
            #expect(try row.optionalText(2) == nil)
            #expect(try row.optionalBytes(3) == nil)
            #expect(try row.optionalTimestamp(4) == nil)
            #expect(try row.optionalJsonb(5) == nil)
            #expect(try row.optionalBool(6) == nil)
            #expect((0..<7).allSatisfy(row.isNull))
            let some = try await connection.run(Statement("SELECT $1", [.optionalInt64(7)]))[0]
            #expect(try some.optionalInt64(0) == 7)
        }
    }

    @Test func decodingErrorsNameTheColumn() async throws {
        try await TestDatabase.withConnection { connection in
            let row = try await connection.run(Statement("SELECT 'x'::text AS note, NULL::bigint AS amount, 1.5 AS d"))[
                0]
            #expect(try await postgresError { _ = try row.int64(0) }.message.contains("note"))
            #expect(try await postgresError { _ = try row.int64(1) }.message.contains("amount is NULL"))
            #expect(try await postgresError { _ = try row.text(2) }.message.contains("d is of type 1700"))
            #expect(try await postgresError { _ = try row.int64(9) }.code == .decoding)
            #expect(try await postgresError { _ = try row.result.int64Column(1) }.code == .decoding)
            #expect(try await postgresError { _ = try row.int64Array(1) }.code == .decoding)
        }
    }
}
