// swift-tools-version: 6.2
import PackageDescription

// The layers, in order: each target imports only targets above it. "pure" targets import no C, touch no network, no
// files and no process, so that every rule in them can be tested as a table.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func layer(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

// Where its functions are not defined by us (Sources/OpenSSLOnDemand).
#if arch(x86_64)
    let openSSL: [LinkerSetting] = []
#else
    let openSSL: [LinkerSetting] = [.linkedLibrary("ssl"), .linkedLibrary("crypto")]
#endif

let package = Package(
    name: "latchkey",
    products: [
        .executable(name: "latchkey", targets: ["latchkey"]),
        .executable(name: "latchkey-sandbox", targets: ["latchkey-sandbox"]),
    ],
    targets: [
        layer("JSON"),  // pure
        layer("Reconcile", "JSON"),  // pure
        layer("HTTP"),  // pure
        .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CMicrohttpd", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .target(name: "OpenSSLOnDemand", linkerSettings: openSSL),
        layer("Curl", "HTTP", "CLibcurl", "OpenSSLOnDemand"),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        // As CYAML below, from the archive.
        .systemLibrary(name: "CScrypt", providers: [.apt(["libscrypt-dev"])]),
        layer("Signing", "JSON", "COpenSSL", "OpenSSLOnDemand", "CScrypt"),
        // Without pkgConfig, which would link the shared library; the module map links the archive.
        .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
        layer("YAML", "JSON", "CYAML"),
        layer("FileSystem"),
        layer("Keycloak", "JSON", "HTTP", "Signing", "FileSystem"),
        layer("Resources", "JSON", "Reconcile", "HTTP", "Signing", "Keycloak"),
        layer("Ansible", "JSON", "Reconcile", "HTTP", "Keycloak", "Resources"),
        layer("Commands", "JSON", "Reconcile", "HTTP", "Signing", "YAML", "Keycloak", "Resources"),
        layer("Sandbox", "JSON", "HTTP"),  // pure
        .executableTarget(
            name: "latchkey",
            dependencies: [
                "JSON", "HTTP", "Signing", "FileSystem", "Keycloak", "Resources", "Ansible", "Commands", "Curl",
            ], swiftSettings: strict),
        .executableTarget(
            name: "latchkey-sandbox", dependencies: ["JSON", "HTTP", "FileSystem", "Sandbox", "CMicrohttpd"],
            swiftSettings: strict),
        .target(name: "TestSupport", dependencies: ["HTTP", "JSON"], path: "Tests/TestSupport", swiftSettings: strict),
        tests("JSONTests", "JSON", "TestSupport"),
        tests(
            "StoryTests", "TestSupport", "JSON", "Reconcile", "HTTP", "Keycloak", "Resources", "Ansible", "Commands",
            "Curl",
            "Sandbox", "Signing"),
        tests(
            "AnsibleTests", "TestSupport", "JSON", "HTTP", "Keycloak", "Resources", "Reconcile", "Ansible", "Sandbox"),
        tests(
            "CommandTests", "TestSupport", "JSON", "HTTP", "Keycloak", "Resources", "Reconcile", "Commands", "Sandbox",
            "YAML"),
        tests("ResourcesTests", "JSON", "HTTP", "Reconcile", "YAML", "Keycloak", "Resources"),
        tests("KeycloakTests", "JSON", "HTTP", "Keycloak", "Sandbox"),
        tests("HTTPTests", "HTTP", "TestSupport"),
        tests("ReconcileTests", "Reconcile", "JSON"),
        tests("SigningTests", "JSON", "Signing"),
        tests("YAMLTests", "YAML", "JSON", "TestSupport"),
        tests("CurlTests", "HTTP", "Curl", "TestSupport"),
        tests("SandboxTests", "Sandbox", "JSON", "HTTP", "TestSupport"),
        tests("BinaryTests", "JSON", "HTTP", "Keycloak", "Curl", "TestSupport"),
    ],
    swiftLanguageModes: [.v6]
)
