using System.Text.RegularExpressions;
using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>
/// Says which lints count in the health check of <see cref="AsyncRuntimeHealthChecksBuilderExtensions.AddAsyncRuntimeLints"/>. Set it while
/// the host is built.
/// </summary>
public sealed partial class LintHealthCheckOptions
{
    /// <summary>The codes that count, such as "HR005". Empty by default: all of them.</summary>
    /// <value>"HR" and three digits each; anything else is refused when the check is added.</value>
    public ISet<string> Codes { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The codes that do not count, though <see cref="Codes"/> has them. Empty by default.</summary>
    /// <value>"HR" and three digits each; anything else is refused when the check is added.</value>
    public ISet<string> IgnoredCodes { get; } = new HashSet<string>(StringComparer.Ordinal);

    internal void Check()
    {
        // A mistyped code would keep the check healthy for ever.
        if (Codes.Concat(IgnoredCodes).FirstOrDefault(static code => !Code().IsMatch(code ?? "")) is { } wrong)
            throw new ArgumentException($"'{wrong}' is no code of a lint. Allowed: HR and three digits, as in HR005.");
    }

    internal bool Counts(RuntimeLint lint) => (Codes.Count == 0 || Codes.Contains(lint.Code)) && !IgnoredCodes.Contains(lint.Code);

    [GeneratedRegex(@"^HR[0-9]{3}\z")]
    private static partial Regex Code();
}
