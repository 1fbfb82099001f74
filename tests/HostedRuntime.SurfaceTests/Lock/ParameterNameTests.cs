using System.Text.RegularExpressions;

namespace HostedRuntime.SurfaceTests.Lock;

/// <summary>Parameters of public members have the names that the guidelines of the framework give them.</summary>
public sealed partial class ParameterNameTests
{
    /// <summary>Members that do not take the token to be cancelled by it.</summary>
    private static readonly string[] s_others = ["Link(CancellationToken other)"];

    [Theory]
    [MemberData(nameof(PublicSurface.Assemblies), MemberType = typeof(PublicSurface))]
    public void Tokens_OfPublicMembers_AreNamedAsInTheBcl(string assembly)
    {
        var wrong = PublicSurface.Of(assembly).Split('\n')
            .Where(line => OtherName().IsMatch(line) && !s_others.Any(line.Contains))
            .Select(line => line.Trim());

        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"\bCancellationToken (?!cancellationToken\b)\w+( = default)?[,)]")]
    private static partial Regex OtherName();
}
