using System.Runtime.CompilerServices;

namespace HostedRuntime.Cluster.Jobs;

/// <summary>Checks the wire names of jobs.</summary>
internal static class JobName
{
    private const int MaxLength = 128;

    /// <exception cref="ArgumentException">The name cannot be the name of a job. The message says why.</exception>
    public static void Check(string name, [CallerArgumentExpression(nameof(name))] string parameter = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, parameter);
        if (name.Length > MaxLength || name.Any(char.IsControl))
            throw new ArgumentException($"A job cannot have this name of {name.Length} characters; allowed: 1 to {MaxLength} characters, none of them a control character. Use a wire name such as resize/v1.", parameter);
    }
}
