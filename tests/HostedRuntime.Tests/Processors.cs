using System.Text.RegularExpressions;

namespace HostedRuntime.Tests;

/// <summary>The processors that this process may use, as far as a test has to know them.</summary>
internal static partial class Processors
{
    /// <summary>A valid WorkerAffinity. Empty, which is none, where threads cannot choose.</summary>
    public static string First { get; } = Available()
        .Match(new RuntimeOptions { WorkerAffinity = "?" }.Check().Single(check => check.Name == nameof(RuntimeOptions.WorkerAffinity)).Allowed).Groups[1].Value;

    [GeneratedRegex("^processors of ([0-9]+)")]
    private static partial Regex Available();
}
