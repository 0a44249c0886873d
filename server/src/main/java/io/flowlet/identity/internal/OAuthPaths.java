package io.flowlet.identity.internal;

/** Where the OAuth endpoints are. */
public final class OAuthPaths {
    public static final String AUTHORIZE = "/oauth2/authorize";
    public static final String TOKEN = "/oauth2/token";
    public static final String PAR = "/oauth2/par";
    public static final String DEVICE = "/oauth2/device_authorization";
    public static final String REVOKE = "/oauth2/revoke";
    public static final String INTROSPECT = "/oauth2/introspect";
    public static final String JWKS = "/oauth2/jwks";
    public static final String USERINFO = "/oauth2/userinfo";
    public static final String LOGOUT = "/oauth2/logout";
    public static final String OPENID_METADATA = "/.well-known/openid-configuration";
    public static final String METADATA = "/.well-known/oauth-authorization-server";

    private OAuthPaths() {}
}
