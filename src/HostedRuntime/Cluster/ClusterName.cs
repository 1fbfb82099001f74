using System.Runtime.CompilerServices;

namespace HostedRuntime.Cluster;

/// <summary>Checks the names of locks and channels.</summary>
internal static class ClusterName
{
    private const int MaxLength = 256;

    /// <exception cref="ArgumentException">The name is empty, too long, or has control characters.</exception>
    public static string Check(string name, string what, [CallerArgumentExpression(nameof(name))] string parameter = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, parameter);
        return name.Length <= MaxLength && !name.Any(char.IsControl)
            ? name
            : throw new ArgumentException($"A {what} cannot have this name of {name.Length} characters; allowed: 1 to {MaxLength} characters, none of them a control character.", parameter);
    }
}
