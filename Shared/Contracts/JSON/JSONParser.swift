/// The recursive-descent parser behind ``JSONReader``; lives only inside one call, on bytes that outlive it.
struct JSONParser {
    let base: UnsafePointer<UInt8>
    let count: Int
    let limits: JSONReader.Limits
    var index = 0
    private var remainingValues: Int

    init(base: UnsafePointer<UInt8>, count: Int, limits: JSONReader.Limits) {
        self.base = base
        self.count = count
        self.limits = limits
        self.remainingValues = limits.values
    }

    mutating func readDocument() throws(JSONError) -> JSONValue {
        if count >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF { throw failure(.byteOrderMark) }
        skipWhitespace()
        let value = try readValue(depth: 0)
        skipWhitespace()
        guard index == count else { throw unexpected(.trailingContent) }
        return value
    }

    private mutating func readValue(depth: Int) throws(JSONError) -> JSONValue {
        guard index < count else { throw failure(.unexpectedEnd) }
        guard remainingValues > 0 else { throw JSONError(code: .tooLarge(.values), offset: index) }
        remainingValues &-= 1
        switch base[index] {
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "{"): return .object(try readObject(depth: depth &+ 1))
        case UInt8(ascii: "["): return .array(try readArray(depth: depth &+ 1))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try readNumber())
        case UInt8(ascii: "t"):
            try readLiteral("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try readLiteral("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try readLiteral("null")
            return .null
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            throw failure(.invalidLiteral)
        case UInt8(ascii: "+"), UInt8(ascii: "."): throw failure(.invalidNumber)
        default: throw unexpected(.unexpectedByte)
        }
    }

    private mutating func readObject(depth: Int) throws(JSONError) -> JSONObject {
        guard depth <= limits.depth else { throw JSONError(code: .tooDeep, offset: index) }
        index &+= 1
        skipWhitespace()
        var members: [JSONObject.Member] = []
        if take(UInt8(ascii: "}")) { return JSONObject(checked: members) }
        members.reserveCapacity(6)
        var keys = KeySet()
        while true {
            let keyOffset = index
            guard peek() == UInt8(ascii: "\"") else { throw unexpected(.unexpectedByte) }
            let key = try readKey()
            guard keys.isNew(key, among: members) else {
                throw JSONError(code: .duplicateKey(key), offset: keyOffset, path: key)
            }
            guard members.count < limits.members else {
                throw JSONError(code: .tooLarge(.members), offset: keyOffset)
            }
            do throws(JSONError) {
                skipWhitespace()
                guard take(UInt8(ascii: ":")) else { throw unexpected(.unexpectedByte) }
                skipWhitespace()
                members.append(JSONObject.Member(key: key, value: try readValue(depth: depth)))
            } catch {
                throw error.inside(key: key)
            }
            skipWhitespace()
            if take(UInt8(ascii: "}")) { return JSONObject(checked: members) }
            guard take(UInt8(ascii: ",")) else { throw unexpected(.unexpectedByte) }
            skipWhitespace()
        }
    }

    private mutating func readArray(depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth <= limits.depth else { throw JSONError(code: .tooDeep, offset: index) }
        index &+= 1
        skipWhitespace()
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            do throws(JSONError) {
                elements.append(try readValue(depth: depth))
            } catch {
                throw error.inside(element: elements.count)
            }
            skipWhitespace()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { throw unexpected(.unexpectedByte) }
            skipWhitespace()
        }
    }

    private mutating func readLiteral(_ word: StaticString) throws(JSONError) {
        let length = word.utf8CodeUnitCount
        for position in 0..<length where index + position < count {
            guard base[index + position] == word.utf8Start[position] else { throw failure(.invalidLiteral) }
        }
        guard index + length <= count else { throw JSONError(code: .malformed(.unexpectedEnd), offset: count) }
        index += length
    }
}

extension JSONParser {
    @inline(__always)
    mutating func skipWhitespace() {
        while index < count {
            switch base[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index &+= 1
            default: return
            }
        }
    }

    @inline(__always)
    func peek() -> UInt8? {
        index < count ? base[index] : nil
    }

    /// Steps over `byte` if it comes next.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard index < count, base[index] == byte else { return false }
        index &+= 1
        return true
    }

    func failure(_ syntax: JSONError.Syntax) -> JSONError {
        JSONError(code: .malformed(syntax), offset: index)
    }

    /// Names the most precise reason why what comes next cannot stand here.
    func unexpected(_ syntax: JSONError.Syntax) -> JSONError {
        guard index < count else { return failure(.unexpectedEnd) }
        let byte = base[index]
        if byte == 0 { return JSONError(code: .nulCharacter, offset: index) }
        if byte >= 0x80, multibyteLength(at: index) == 0 { return JSONError(code: .invalidUTF8, offset: index) }
        return failure(syntax)
    }
}
