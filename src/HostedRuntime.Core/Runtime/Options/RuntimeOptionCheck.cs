using System.Globalization;

namespace HostedRuntime;

/// <summary>The present value of one option of a <see cref="RuntimeOptions"/>, and whether a runtime can be created with it.</summary>
/// <param name="Name">The name of the option.</param>
/// <param name="Value">The value of the option.</param>
/// <param name="Allowed">The allowed values, in words.</param>
/// <param name="IsValid">True if <paramref name="Value"/> is allowed.</param>
public readonly record struct RuntimeOptionCheck(string Name, object? Value, string Allowed, bool IsValid)
{
    /// <summary>Returns the option, its value and the allowed values as one sentence.</summary>
    /// <returns>The sentence.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} is {Value ?? "null"}; allowed: {Allowed}.");
}
