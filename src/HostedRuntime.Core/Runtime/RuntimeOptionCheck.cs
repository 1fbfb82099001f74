using System.Globalization;

namespace HostedRuntime;

/// <summary>One option of a <see cref="RuntimeOptions"/> as it stands, and whether a runtime can be made with it.</summary>
/// <param name="Name">The option's name.</param>
/// <param name="Value">What it is set to.</param>
/// <param name="Allowed">What may be set, in words.</param>
/// <param name="IsValid">True when <paramref name="Value"/> is within it.</param>
public readonly record struct RuntimeOptionCheck(string Name, object? Value, string Allowed, bool IsValid)
{
    /// <summary>Option, value, allowed range.</summary>
    /// <returns>One sentence.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} is {Value ?? "null"}; allowed: {Allowed}.");
}
