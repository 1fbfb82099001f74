namespace HostedRuntime.ArchitectureTests.House;

/// <summary>The places that break a rule of the house.</summary>
internal static class Violations
{
    /// <summary>Fails with all of the places, one a line, if there are any.</summary>
    public static void AssertNone(IEnumerable<string> found)
    {
        var list = found.ToList();
        Assert.True(list.Count == 0, string.Join(Environment.NewLine, list));
    }
}
