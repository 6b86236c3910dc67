import Contracts
import Testing

@Suite("JSON values")
struct JSONValueTests {
    @Test("Equality and hashing ignore the order of members, not of elements")
    func equality() throws {
        let left = try readJSON(#"{"a":1,"b":{"c":[1,2],"d":null}}"#)
        let right = try readJSON(#"{"b":{"d":null,"c":[1,2]},"a":1}"#)
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left.canonicalBytes == right.canonicalBytes)
        #expect(left.encoded != right.encoded)
        #expect(try readJSON("[1,2]") != readJSON("[2,1]"))
        #expect(try readJSON("1.0") != readJSON("1.00"))
        #expect(try readJSON("1") != readJSON("\"1\""))
        #expect(try readJSON(#"{"a":1}"#) != readJSON(#"{"a":1,"b":1}"#))
        #expect(try readJSON(#"{"a":1,"b":1}"#) != readJSON(#"{"a":1,"c":1}"#))
    }

    @Test func accessors() {
        let all: [JSONValue] = [nil, true, 5, "x", [1], ["k": 1]]
        #expect(all.map(\.kindName) == ["null", "boolean", "number", "string", "array", "object"])
        #expect(all.map(\.isNull) == [true, false, false, false, false, false])
        #expect(all.map(\.asBool) == [nil, true, nil, nil, nil, nil])
        #expect(all.map(\.asNumber) == [nil, nil, "5", nil, nil, nil])
        #expect(all.map(\.asInt64) == [nil, nil, 5, nil, nil, nil])
        #expect(all.map(\.asString) == [nil, nil, nil, "x", nil, nil])
        #expect(all.map(\.asArray) == [nil, nil, nil, nil, [1], nil])
        #expect(
            all.map(\.asObject) == [nil, nil, nil, nil, nil, JSONObject(uniqueMembers: [.init(key: "k", value: 1)])])
        #expect(JSONValue.number("1.0").asInt64 == nil)
        #expect(JSONValue.number("9223372036854775808").asInt64 == nil)
    }

    @Test func objectMembersCanBeChanged() {
        var object = JSONObject()
        #expect(object.isEmpty)
        object["a"] = 1
        object["b"] = nil
        object["c"] = .null
        object["a"] = 2
        #expect(object.members.map(\.key) == ["a", "c"])
        #expect(object["a"] == 2)
        #expect(object["c"] == .some(.null))
        #expect(object["b"] == nil)
        object["a"] = nil
        #expect(object.count == 1)
    }
}
