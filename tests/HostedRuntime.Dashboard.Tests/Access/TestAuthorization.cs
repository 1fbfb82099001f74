using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Dashboard.Tests.Access;

/// <summary>A scheme of authentication in which every caller, or no caller, is signed in.</summary>
internal static class TestAuthorization
{
    private const string Signed = "signed";
    private const string Unsigned = "unsigned";

    public static void AddAuthorizationOf(this IServiceCollection services, bool isSignedIn)
    {
        services.AddAuthorization();
        services.AddAuthentication(isSignedIn ? Signed : Unsigned).AddScheme<AuthenticationSchemeOptions, Handler>(isSignedIn ? Signed : Unsigned, null);
    }

    private sealed class Handler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
            => Task.FromResult(Scheme.Name == Signed
                ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ops")], Signed)), Signed))
                : AuthenticateResult.NoResult());
    }
}
