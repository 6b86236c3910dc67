/// What somebody is told, by language. `{amount}` is the sum, `{reference}` what the booking says of itself, `{time}` a moment in UTC.
public enum NoticeTemplate: String, CaseIterable, Sendable {
    case depositReceived = "deposit_received"
    case moneyReceived = "money_received"
    case paymentReceived = "payment_received"
    case refundReceived = "refund_received"
    case holdExpiring = "hold_expiring"
    case holdExpired = "hold_expired"
    case withdrawalStarted = "withdrawal_started"
    case withdrawalCompleted = "withdrawal_completed"
    case withdrawalFailed = "withdrawal_failed"
    case payoutSent = "payout_sent"
    case payoutFailed = "payout_failed"
    case creditApproved = "credit_approved"
    case creditRejected = "credit_rejected"
    case riskFlagged = "risk_flagged"

    /// The text with its places.
    func text(in language: Language) -> String {
        switch language {
        case .english: english
        case .french: french
        case .portuguese: portuguese
        case .swahili: swahili
        }
    }

    private var english: String {
        switch self {
        case .depositReceived: "Your deposit of {amount} has arrived."
        case .moneyReceived: "You have received {amount}."
        case .paymentReceived: "You have been paid {amount}."
        case .refundReceived: "You have been refunded {amount}."
        case .holdExpiring: "The reservation of {amount} ends at {time} (UTC)."
        case .holdExpired: "The reservation of {amount} has ended; the money is yours to use again."
        case .withdrawalStarted: "Your withdrawal of {amount} is on its way."
        case .withdrawalCompleted: "Your withdrawal of {amount} has been paid to your bank account."
        case .withdrawalFailed: "Your withdrawal of {amount} did not succeed; the money is back in your wallet."
        case .payoutSent: "Your payout of {amount} has been sent."
        case .payoutFailed: "Your payout could not be sent. Please check your bank account."
        case .creditApproved: "Your request for {amount} of credit has been approved."
        case .creditRejected: "Your request for {amount} of credit has been declined."
        case .riskFlagged: "We are checking a transaction of your wallet. We will contact you if we need anything."
        }
    }

    private var french: String {
        switch self {
        case .depositReceived: "Votre dépôt de {amount} est arrivé."
        case .moneyReceived: "Vous avez reçu {amount}."
        case .paymentReceived: "Vous avez été payé : {amount}."
        case .refundReceived: "Vous avez été remboursé de {amount}."
        case .holdExpiring: "La réservation de {amount} prend fin le {time} (UTC)."
        case .holdExpired: "La réservation de {amount} a pris fin ; l’argent est de nouveau disponible."
        case .withdrawalStarted: "Votre retrait de {amount} est en cours."
        case .withdrawalCompleted: "Votre retrait de {amount} a été versé sur votre compte bancaire."
        case .withdrawalFailed: "Votre retrait de {amount} a échoué ; l’argent est de retour dans votre portefeuille."
        case .payoutSent: "Votre versement de {amount} a été envoyé."
        case .payoutFailed: "Votre versement n’a pas pu être envoyé. Vérifiez votre compte bancaire."
        case .creditApproved: "Votre demande de crédit de {amount} a été acceptée."
        case .creditRejected: "Votre demande de crédit de {amount} a été refusée."
        case .riskFlagged: "Nous vérifions une opération de votre portefeuille. Nous vous contacterons si nécessaire."
        }
    }

    private var portuguese: String {
        switch self {
        case .depositReceived: "O seu depósito de {amount} chegou."
        case .moneyReceived: "Recebeu {amount}."
        case .paymentReceived: "Foi-lhe pago {amount}."
        case .refundReceived: "Foi reembolsado em {amount}."
        case .holdExpiring: "A reserva de {amount} termina em {time} (UTC)."
        case .holdExpired: "A reserva de {amount} terminou; o dinheiro está de novo disponível."
        case .withdrawalStarted: "O seu levantamento de {amount} está a caminho."
        case .withdrawalCompleted: "O seu levantamento de {amount} foi pago na sua conta bancária."
        case .withdrawalFailed: "O seu levantamento de {amount} falhou; o dinheiro voltou à sua carteira."
        case .payoutSent: "O seu pagamento de {amount} foi enviado."
        case .payoutFailed: "Não foi possível enviar o seu pagamento. Verifique a sua conta bancária."
        case .creditApproved: "O seu pedido de crédito de {amount} foi aprovado."
        case .creditRejected: "O seu pedido de crédito de {amount} foi recusado."
        case .riskFlagged: "Estamos a verificar uma transação da sua carteira. Contactá-lo-emos se for preciso."
        }
    }

    private var swahili: String {
        switch self {
        case .depositReceived: "Amana yako ya {amount} imefika."
        case .moneyReceived: "Umepokea {amount}."
        case .paymentReceived: "Umelipwa {amount}."
        case .refundReceived: "Umerudishiwa {amount}."
        case .holdExpiring: "Akiba ya {amount} itaisha {time} (UTC)."
        case .holdExpired: "Akiba ya {amount} imeisha; unaweza kutumia pesa hizo tena."
        case .withdrawalStarted: "Pesa unazotoa, {amount}, ziko njiani."
        case .withdrawalCompleted: "Pesa ulizotoa, {amount}, zimelipwa kwenye akaunti yako ya benki."
        case .withdrawalFailed: "Kutoa {amount} hakukufaulu; pesa zimerudi kwenye pochi yako."
        case .payoutSent: "Malipo yako ya {amount} yametumwa."
        case .payoutFailed: "Malipo yako hayakuweza kutumwa. Tafadhali kagua akaunti yako ya benki."
        case .creditApproved: "Ombi lako la mkopo wa {amount} limekubaliwa."
        case .creditRejected: "Ombi lako la mkopo wa {amount} limekataliwa."
        case .riskFlagged: "Tunakagua muamala wa pochi yako. Tutawasiliana nawe tukihitaji chochote."
        }
    }
}
