using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace HostedRuntime.Dashboard.Access;

/// <summary>
/// The secret of this process: the printed token, and the value of the cookie that a browser gets for it. The two differ, so that an
/// address in a history is no cookie. Thread-safe.
/// </summary>
internal sealed class BrowserToken
{
    /// <summary>The bytes of each of the two, 128 bits.</summary>
    private const int Bytes = 16;

    private readonly string _session = NewSecret();

    /// <summary>The token, in hexadecimal digits.</summary>
    public string Value { get; } = NewSecret();

    /// <summary>Returns whether the text is the token. The time that it takes says nothing about the token.</summary>
    public bool IsToken(string? text) => AreEqual(text, Value);

    /// <summary>Returns whether the request has the cookie.</summary>
    public bool HasCookie(HttpContext context) => AreEqual(context.Request.Cookies[CookieName(context)], _session);

    /// <summary>Gives the browser the cookie. Scripts cannot read it, and no request from another site carries it.</summary>
    public void SetCookie(HttpContext context)
        => context.Response.Cookies.Append(CookieName(context), _session, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            // A browser drops a secure cookie of plain HTTP, which is what loopback usually has.
            Secure = context.Request.IsHttps,
            IsEssential = true,
            Path = "/",
        });

    // Browsers share cookies between the ports of a host, and two programs of a machine have different secrets.
    private static string CookieName(HttpContext context)
        => string.Create(CultureInfo.InvariantCulture, $"hostedruntime-dashboard-{context.Request.Host.Port ?? (context.Request.IsHttps ? 443 : 80)}");

    private static string NewSecret() => RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);

    private static bool AreEqual(string? given, string secret)
        => given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(secret));
}
