/// Compares what a program has with what a database has. Pure.
struct MigrationPlan {
    struct Applied {
        let version: Int
        let checksum: String
    }

    /// What is to be applied, in order.
    let pending: [Migration]

    /// - Parameters:
    ///   - migrations: what the program has, versions rising.
    ///   - checksums: of each of them.
    ///   - applied: what the database has.
    init(_ migrations: [Migration], checksums: [String], applied: [Applied]) throws(MigrationError) {
        let newest = applied.map(\.version).max() ?? 0
        let known = Set(migrations.map(\.version))
        if let unknown = applied.map(\.version).filter({ !known.contains($0) }).max() {
            throw .databaseIsNewer(database: unknown, program: migrations.last?.version ?? 0)
        }
        var checksumByVersion: [Int: String] = [:]
        for entry in applied { checksumByVersion[entry.version] = entry.checksum }
        var pending: [Migration] = []
        for (migration, checksum) in zip(migrations, checksums) {
            if let found = checksumByVersion[migration.version] {
                guard found == checksum else { throw .changed(version: migration.version, name: migration.name) }
            } else {
                guard migration.version > newest else {
                    throw .outOfOrder(version: migration.version, name: migration.name)
                }
                pending.append(migration)
            }
        }
        self.pending = pending
    }

    /// Checks the program's own list.
    static func validate(_ migrations: [Migration]) throws(MigrationError) {
        var last = 0
        for migration in migrations {
            guard migration.version > last, migration.version <= Int(Int32.max) else {
                throw .invalidList(version: migration.version)
            }
            last = migration.version
        }
    }
}
