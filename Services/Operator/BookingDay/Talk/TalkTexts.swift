/// Texts of a day's conversations in one language. `{booking}` is the booking's number, `{price}` what it costs.
struct TalkTexts: Sendable {
    /// Who says something.
    enum Speaker: Sendable {
        case guest, host
        /// The booking application, in the host's name.
        case application
    }

    struct Text: Sendable {
        let speaker: Speaker
        let template: String

        func body(_ booking: Booking) -> String {
            var body = template
            let places = [("{booking}", "\(booking.number)"), ("{price}", "\(booking.price)")]
            for (place, value) in places {
                guard let range = body.firstRange(of: place) else { continue }
                body.replaceSubrange(range, with: value)
            }
            return body
        }
    }

    private let question: String
    private let answer: String
    private let confirmation: String
    private let arrival: String
    private let welcome: String
    private let cancellation: String
    private let regret: String

    /// What is said of a booking that ends so.
    func lines(for course: Booking.Course) -> [Text] {
        let beginning = [
            Text(speaker: .guest, template: question), Text(speaker: .host, template: answer),
            Text(speaker: .application, template: confirmation),
        ]
        switch course {
        case .checkedOut:
            return beginning + [
                Text(speaker: .guest, template: arrival), Text(speaker: .host, template: welcome),
            ]
        case .canceled:
            return beginning + [
                Text(speaker: .guest, template: cancellation), Text(speaker: .host, template: regret),
            ]
        case .noShow: return beginning
        }
    }

    static let all = [
        TalkTexts(
            question: "Hello! Is the room of booking {booking} still free?",
            answer: "Yes, it is yours. Breakfast is included.",
            confirmation: "Booking {booking} is confirmed: {price}.",
            arrival: "We land at six and take a taxi from the airport.",
            welcome: "Wonderful, the key is with Amani at the gate. Karibu!",
            cancellation: "I am sorry, our flight was cancelled and we cannot come.",
            regret: "What a pity. Your money is on its way back as agreed."),
        TalkTexts(
            question: "Habari! Chumba cha nafasi {booking} bado kipo?", answer: "Ndiyo, kipo. Chai ya asubuhi ni bure.",
            confirmation: "Nafasi {booking} imethibitishwa: {price}.", arrival: "Tutafika saa kumi na mbili jioni.",
            welcome: "Karibuni sana! Ufunguo upo getini.", cancellation: "Samahani, safari yetu imeahirishwa.",
            regret: "Pole sana. Pesa zako zinarudishwa kama tulivyokubaliana."),
        TalkTexts(
            question: "Bonjour ! La chambre de la réservation {booking} est-elle libre ?",
            answer: "Oui, elle est à vous. Le petit-déjeuner est compris.",
            confirmation: "La réservation {booking} est confirmée : {price}.",
            arrival: "Nous arriverons vers dix-huit heures, par l’aéroport.",
            welcome: "Parfait, la clé vous attend à l’entrée. Bienvenue !",
            cancellation: "Je suis désolé, notre vol a été annulé.",
            regret: "Quel dommage. Votre argent vous revient comme convenu."),
        TalkTexts(
            question: "Olá! O quarto da reserva {booking} está livre?",
            answer: "Sim, é seu. O pequeno-almoço está incluído.",
            confirmation: "A reserva {booking} está confirmada: {price}.",
            arrival: "Chegamos às seis da tarde e vamos de táxi.",
            welcome: "Ótimo, a chave está na portaria. Bem-vindos!",
            cancellation: "Peço desculpa, o nosso voo foi cancelado.",
            regret: "Que pena. O dinheiro volta para si como combinado."),
    ]
}
