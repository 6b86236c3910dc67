import Testing

@testable import Postgres

@Suite(.serialized, .timeLimit(.minutes(2)))
struct ArrayRoundTripTests {
    /// Sends one array and gives back the row with it, and with its elements as the server prints them.
    private func echo(_ parameter: Parameter) async throws -> Row {
        var rows: [Row] = []
        try await TestDatabase.withConnection { connection in
            rows = Array(try await connection.run(Statement(once: "SELECT $1, cardinality($1), $1::text", [parameter])))
        }
        return try #require(rows.first)
    }

    @Test func numbers() async throws {
        #expect(try await echo(.int64Array([.min, 0, .max])).int64Array(0) == [.min, 0, .max])
        #expect(try await echo(.int32Array([.min, 0, .max])).int32Array(0) == [.min, 0, .max])
        #expect(try await echo(.int16Array([.min, 0, .max])).int16Array(0) == [.min, 0, .max])
        #expect(try await echo(.int16Array([1, 2])).int64Array(0) == [1, 2])
        #expect(try await echo(.doubleArray([0.5, -2])).doubleArray(0) == [0.5, -2])
        #expect(try await echo(.boolArray([true, false])).boolArray(0) == [true, false])
        #expect(
            try await echo(.timestampArray([-5, 0, 1_700_000_000_000_001])).timestampArray(0)
                == [-5, 0, 1_700_000_000_000_001])
    }

    @Test func numbersWithNull() async throws {
        let row = try await echo(.optionalInt64Array([nil, 5, nil]))
        #expect(try row.optionalInt64Array(0) == [nil, 5, nil])
        #expect(try row.text(2) == "{NULL,5,NULL}")
        #expect(try await postgresError { _ = try row.int64Array(0) }.message.contains("NULL"))
        #expect(try await echo(.optionalInt32Array([1, nil])).optionalInt32Array(0) == [1, nil])
        #expect(try await echo(.optionalInt16Array([nil, -1])).optionalInt16Array(0) == [nil, -1])
        #expect(try await echo(.optionalBoolArray([nil, true])).optionalBoolArray(0) == [nil, true])
        #expect(try await echo(.optionalTimestampArray([nil, 1])).optionalTimestampArray(0) == [nil, 1])
    }

    @Test func textAndBytes() async throws {
        let texts = ["", "a,b", "{\"x\"}", "NULL", "naïve 東京"]
        #expect(try await echo(.textArray(texts)).textArray(0) == texts)
        #expect(try await echo(.optionalTextArray(["", nil, "NULL"])).optionalTextArray(0) == ["", nil, "NULL"])
        #expect(try await echo(.byteaArray([[], [0, 255]])).byteaArray(0) == [[], [0, 255]])
        #expect(try await echo(.optionalByteaArray([nil, [], [1]])).optionalByteaArray(0) == [nil, [], [1]])
    }

    @Test func jsonb() async throws {
        let documents = [#"{"a": 1}"#, "[]", "\"é\""]
        let bytes = documents.map { Array($0.utf8) }
        #expect(try await echo(.jsonbTextArray(documents)).jsonbArray(0) == bytes)
        #expect(try await echo(.jsonbArray(bytes)).textArray(0) == documents)
        #expect(try await echo(.optionalJsonbArray([nil, bytes[0]])).optionalJsonbArray(0) == [nil, bytes[0]])
        #expect(try await echo(.optionalJsonbTextArray([documents[2], nil])).optionalJsonbArray(0) == [bytes[2], nil])
    }

    @Test func emptyArrays() async throws {
        let row = try await echo(.int64Array([]))
        #expect(try row.int64Array(0) == [])
        #expect(try row.int32(1) == 0)
        #expect(try await echo(.textArray([])).textArray(0) == [])
        #expect(try await echo(.optionalByteaArray([])).optionalByteaArray(0) == [])
        #expect(try await echo(.jsonbTextArray([])).jsonbArray(0) == [])
    }

    @Test func aHundredThousandRowsByUnnest() async throws {
        let count = 100_000
        let ids = (0..<Int64(count)).map { $0 * 3 }
        let names = ids.map { "name \($0)" }
        let sparse = ids.map { $0 % 2 == 0 ? nil : $0 }
        try await TestDatabase.withConnection { connection in
            let sql = "SELECT id, name, sparse FROM unnest($1, $2, $3) AS t (id, name, sparse) ORDER BY id"
            let parameters: [Parameter] = [.int64Array(ids), .textArray(names), .optionalInt64Array(sparse)]
            let result = try await connection.run(Statement(sql, parameters))
            #expect(result.rowCount == count)
            #expect(try result.int64Column(0) == ids)
            #expect(try result.textColumn(1) == names)
            #expect(try result.map { row in try row.optionalInt64(2) } == sparse)
        }
    }

    @Test func columnsOfEveryType() async throws {
        try await TestDatabase.withConnection { connection in
            let sql = "SELECT * FROM unnest($1, $2, $3, $4, $5) AS t (a, b, c, d, e)"
            let parameters: [Parameter] = [
                .int32Array([1, 2]), .int16Array([3, 4]), .boolArray([true, false]), .byteaArray([[9], []]),
                .timestampArray([5, 6]),
            ]
            let result = try await connection.run(Statement(sql, parameters))
            #expect(try result.int32Column(0) == [1, 2])
            #expect(try result.int64Column(0) == [1, 2])
            #expect(try result.int16Column(1) == [3, 4])
            #expect(try result.boolColumn(2) == [true, false])
            #expect(try result.bytesColumn(3) == [[9], []])
            #expect(try result.timestampColumn(4) == [5, 6])
            #expect(result.column(named: "d") == 3)
            #expect(result.column(named: "f") == nil)
            #expect(result.columnCount == 5)
        }
    }

    @Test func arraysOfTwoDimensionsAreRefused() async throws {
        try await TestDatabase.withConnection { connection in
            let row = try await connection.run(Statement("SELECT ARRAY[[1, 2], [3, 4]]::bigint[] AS grid"))[0]
            #expect(try await postgresError { _ = try row.int64Array(0) }.message.contains("grid"))
        }
    }
}
