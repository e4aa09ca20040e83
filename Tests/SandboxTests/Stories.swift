/// All that is compared with a real server.
enum Stories {
    static let all =
        tokens + realms + creating + updating + parts + lookups + roles + mappings + secrets + certificates
        + registrations + emptyRegistrations + registrationRows + metadata + components + installations
}
