/// What stands before the elements of a one-dimensional array in binary format.
struct ArrayHeader {
    /// The size of the longer form; an array without elements has no dimension and therefore 8 bytes less.
    static let size = 20

    let count: Int
    let hasNull: Bool
    let elementOID: UInt32

    init(count: Int, hasNull: Bool, elementOID: UInt32) {
        self.count = count
        self.hasNull = hasNull
        self.elementOID = elementOID
    }

    /// Reads the header, and refuses arrays of more than one dimension.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 12 else { return nil }
        let field = { (index: Int) in Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: Int32.self)) }
        let dimensions = field(0)
        guard dimensions == 0 || (dimensions == 1 && bytes.count >= Self.size && field(3) >= 0) else { return nil }
        count = dimensions == 0 ? 0 : Int(field(3))
        hasNull = field(1) != 0
        elementOID = UInt32(bitPattern: field(2))
    }

    /// The number of bytes that this header has.
    var encodedSize: Int { count == 0 ? 12 : Self.size }

    /// - Returns: where the first element goes.
    func write(to target: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        target.storeBytes(of: Int32(count == 0 ? 0 : 1).bigEndian, as: Int32.self)
        target.storeBytes(of: Int32(hasNull ? 1 : 0).bigEndian, toByteOffset: 4, as: Int32.self)
        target.storeBytes(of: elementOID.bigEndian, toByteOffset: 8, as: UInt32.self)
        if count > 0 {
            target.storeBytes(of: Int32(truncatingIfNeeded: count).bigEndian, toByteOffset: 12, as: Int32.self)
            target.storeBytes(of: Int32(1).bigEndian, toByteOffset: 16, as: Int32.self)
        }
        return target + encodedSize
    }
}
