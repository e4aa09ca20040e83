/// What the text says next, as libyaml tells it; the pieces that this kind of event has not are empty.
struct Event {
    /// What begins, ends or stands here.
    enum Kind {
        /// The text and each of its documents.
        case streamStart, streamEnd, documentStart, documentEnd
        /// `*name`; the text is the name.
        case alias
        /// A text, number, boolean or null.
        case scalar
        /// A list and a dictionary.
        case listStart, listEnd, mapStart, mapEnd
    }

    /// What it is.
    let kind: Kind
    /// Where it begins.
    let mark: YAMLMark
    /// The scalar's text, after quotes, escapes and folding.
    var text = ""
    /// Whether the scalar stands without quotes and is no block, so that its text says what it is.
    var isPlain = false
    /// The name in `&name`.
    var anchor: String?
    /// The whole tag, such as `tag:yaml.org,2002:str` for `!!str`.
    var tag: String?

    /// The tag as it is usually written, for messages.
    var shortTag: String {
        guard let tag else { return "" }
        guard tag.hasPrefix(Event.tagPrefix) else { return tag }
        return "!!" + tag.dropFirst(Event.tagPrefix.count)
    }

    /// What `!!` stands for.
    static let tagPrefix = "tag:yaml.org,2002:"
}
