/// Pays for a job beforehand; its money is refunded when it fails or its time is over.
public struct JobStart: Command {
    public static let type = "job.start"
    public static let isConditional = true
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which wallet pays.
    public var wallet: AccountReference

    /// How much; greater than zero.
    public var money: StatedMoney

    /// What kind of job it is; 1 to 64 characters of `a–z 0–9 _ - .`.
    public var jobType: String

    /// The system account that receives the money; `revenue` where it is left out.
    public var destination: SystemAccount

    /// In how many seconds it must have ended, by the database's clock; 60 seconds to 366 days.
    public var expiresIn: Int64?

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// A sentence for people; up to 512 bytes; no personal data, it is kept for ever.
    public var description: String?

    /// Makes a command.
    public init(
        wallet: AccountReference, money: StatedMoney, jobType: String, destination: SystemAccount = .revenue,
        expiresIn: Int64? = nil, reference: String? = nil, description: String? = nil
    ) {
        self.wallet = wallet
        self.money = money
        self.jobType = jobType
        self.destination = destination
        self.expiresIn = expiresIn
        self.reference = reference
        self.description = description
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet"), "wallet")
        money = try fields.present(fields.money("money"), "money")
        jobType = try fields.present(fields.jobType("job_type"), "job_type")
        destination = try fields.choice("destination", of: SystemAccount.self) ?? .revenue
        expiresIn = try fields.integer("expires_in", in: Self.shortest...Self.longest)
        reference = try fields.text("reference", maximum: 128)
        description = try fields.text("description", maximum: 512)
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.money("money", money)
        fields.text("job_type", jobType)
        fields.text("destination", destination.rawValue)
        fields.integer("expires_in", expiresIn)
        fields.text("reference", reference)
        fields.text("description", description)
    }

    /// The shortest time, in seconds, that a job may be given: one minute.
    public static let shortest: Int64 = 60

    /// The longest time, in seconds, that a job may be given: 366 days.
    public static let longest: Int64 = 366 * 86_400

    /// How long a job may take where the command does not say: one day, in seconds.
    public static let usual: Int64 = 86_400
}
