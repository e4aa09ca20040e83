/// A key and a certificate that were made for tests and protect nothing.
enum PEMSamples {
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKd9UyUMIdDBFRbOu
        XpYjEJNE+91mD7Prod4uleJvEn2hRANCAAQv0Uzu+peERYcYrRkmGKJBPVZiAUgx
        j++/yS8UnkA4+YbsmA6GXmySIkJz0I8I+L7Omckb699lwWR1zRyXXf5k
        -----END PRIVATE KEY-----

        """
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBijCCAS+gAwIBAgIUfg9ow6N9UdZups1bUARv4i5aocEwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwObGF0Y2hrZXktdGVzdHMwIBcNMjYxMTIxMDk1NDIxWhgPMjEy
        NjEwMjgwOTU0MjFaMBkxFzAVBgNVBAMMDmxhdGNoa2V5LXRlc3RzMFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAEL9FM7vqXhEWHGK0ZJhiiQT1WYgFIMY/vv8kvFJ5A
        OPmG7JgOhl5skiJCc9CPCPi+zpnJG+vfZcFkdc0cl13+ZKNTMFEwHQYDVR0OBBYE
        FMIf8pdmlsJ1n8Yu8A/LVViR7GahMB8GA1UdIwQYMBaAFMIf8pdmlsJ1n8Yu8A/L
        VViR7GahMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhALZmYFQ6
        s5iGMIVsNhVeA/KisqAWcpdMvih1boArOz4pAiEA1sJi203IBoIuUqkGBaIQ3YUG
        mviODs+bgW2TliO7HUM=
        -----END CERTIFICATE-----

        """
}
