using System.Text.RegularExpressions;

namespace HostedRuntime.Tests;

/// <summary>The processors that this process may use.</summary>
internal static partial class Processors
{
    /// <summary>A valid WorkerAffinity, or an empty one (no affinity) where the OS does not support it.</summary>
    public static string First { get; } = Available()
        .Match(new RuntimeOptions { WorkerAffinity = "?" }.Check().Single(check => check.Name == nameof(RuntimeOptions.WorkerAffinity)).Allowed).Groups[1].Value;

    [GeneratedRegex("^processors of ([0-9]+)")]
    private static partial Regex Available();
}
