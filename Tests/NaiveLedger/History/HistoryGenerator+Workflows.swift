import Contracts

extension HistoryGenerator {
    mutating func job(_ account: NaiveAccount, _ model: NaiveLedger) -> JobStart? {
        guard let money = money(near: model.available(on: account.name), in: account.currency, model) else {
            return nil
        }
        return JobStart(
            wallet: reference(to: account, model), money: money, jobType: random.pick("render", "lookup.v2"),
            destination: random.pick(.revenue, .fees, .escrow),
            expiresIn: random.chance(90) ? random.number(options.jobSeconds) : nil, reference: text(40))
    }

    /// The number of a request, mostly of one in a state that a command needs; now and then of none.
    private mutating func anyRequest(
        _ model: NaiveLedger, _ kind: NaiveRequest.Kind, _ states: Set<NaiveRequest.State>
    ) -> String? {
        guard random.chance(94) else { return nil }
        var ids = model.requestIDs.filter { model.requests[$0]?.kind == kind }
        let fitting = ids.filter { model.requests[$0].map { states.contains($0.state) } ?? false }
        if !fitting.isEmpty, random.chance(80) { ids = fitting }
        return random.pick(random.chance(60) ? Array(ids.suffix(5)) : ids)
    }

    private mutating func nobody() -> Int64 { random.number(1...99_999_999) }

    mutating func jobID(_ model: NaiveLedger, _ states: Set<NaiveRequest.State>) -> JobID {
        anyRequest(model, .job, states).flatMap { JobID(text: $0) } ?? JobID(number: nobody())
    }

    /// Mostly a job that has failed and whose money has not come back.
    mutating func unpaidJob(_ model: NaiveLedger) -> JobID {
        let unpaid = model.requestIDs.filter {
            model.requests[$0].map { $0.kind == .job && $0.state == .failed && $0.settlement == nil } ?? false
        }
        let job = random.chance(80) ? random.pick(unpaid).flatMap { JobID(text: $0) } : nil
        return job ?? jobID(model, [.failed])
    }

    mutating func creditID(_ model: NaiveLedger) -> CreditRequestID {
        anyRequest(model, .creditRequest, [.pending]).flatMap { CreditRequestID(text: $0) }
            ?? CreditRequestID(number: nobody())
    }

    mutating func withdrawalID(_ model: NaiveLedger) -> WithdrawalID {
        anyRequest(model, .withdrawal, [.pending]).flatMap { WithdrawalID(text: $0) } ?? WithdrawalID(number: nobody())
    }

    mutating func jobUpdate(_ model: NaiveLedger) -> JobUpdate {
        let job = jobID(model, [.pending, .running])
        switch random.number(0...9) {
        case 0...3: return JobUpdate(job: job, state: .running)
        case 4: return JobUpdate(job: job, state: .completed, reason: text(30))
        case 5...7: return JobUpdate(job: job, state: .failed, reason: text(30))
        default: return JobUpdate(job: job, state: .failed, refund: true, reason: text(50))
        }
    }

    mutating func sale(_ account: NaiveAccount, _ model: NaiveLedger) -> ChargeSaleCreate? {
        guard let money = money(near: model.available(on: account.name), in: account.currency, model),
            let phone = phone(Int(random.chance(60) ? random.number(5...12) : random.number(0...11)))
        else { return nil }
        return ChargeSaleCreate(
            wallet: reference(to: account, model), money: money, phone: phone,
            delivery: random.pick(.airtime, .wallet), reference: text(40))
    }

    mutating func saleRefund(_ model: NaiveLedger) -> ChargeSaleRefund {
        let sale = anyRequest(model, .chargeSale, [.completed]).flatMap { ChargeSaleID(text: $0) }
        return ChargeSaleRefund(chargeSale: sale ?? ChargeSaleID(number: nobody()), reason: "did not arrive")
    }

    mutating func creditRequest(_ account: NaiveAccount, _ model: NaiveLedger) -> CreditRequestCreate? {
        money(near: 20_000, in: account.currency, model).map {
            CreditRequestCreate(wallet: reference(to: account, model), money: $0, reason: "stock", reference: text(30))
        }
    }

    mutating func limit(_ account: NaiveAccount, _ model: NaiveLedger) -> LimitSet {
        let decimals = decimals(of: account.currency, model) + (random.chance(4) ? 1 : 0)
        var command = LimitSet()
        if random.chance(70) {
            command.wallet =
                random.chance(3)
                ? .system(.cash, currency: "ZAR") : reference(to: account, model, needsCurrency: true)
        } else {
            command.kycLevel = random.number(0...3)
            command.currency = random.chance(5) ? "SHELLS" : account.currency
        }
        func amount(_ minorUnits: Int64) -> DecimalAmount? {
            try? DecimalAmount(parsing: MinorUnits.text(minorUnits, decimals: decimals))
        }
        // Wide enough for most payments, and often taken away again.
        if random.chance(25) { command.minimum = amount(random.number(1...400)) }
        if random.chance(30) { command.maximum = amount(random.number(2_000...40_000)) }
        if random.chance(60) { command.daily = amount(random.number(3_000...60_000)) }
        return command
    }

    mutating func review(_ model: NaiveLedger) -> RiskReview {
        var ids = model.flagIDs
        let open = ids.filter { model.flags[$0]?.state == .open }
        if !open.isEmpty, random.chance(75) { ids = open }
        let flag = random.chance(92) ? random.pick(ids) : nil
        return RiskReview(
            flag: flag ?? FlagID(number: nobody()), decision: random.pick(.clear, .confirm), reason: "looked at it")
    }
}
