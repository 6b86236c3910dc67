import ArgumentParser

/// What is kept elsewhere of the audit chain.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Sign where the audit chains end, and hold the database against it later.",
        discussion: """
            Whoever can write to the database could write all chains anew. What was signed and kept elsewhere shows it: take a checkpoint
            every day, keep the file and the key on another machine, and check the files now and then.
            """,
        subcommands: [AuditKeygen.self, AuditExport.self, AuditCheck.self])
}
