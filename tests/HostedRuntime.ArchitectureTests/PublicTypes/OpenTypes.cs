namespace HostedRuntime.ArchitectureTests.PublicTypes;

/// <summary>Public classes that are neither sealed nor static, each with the reason.</summary>
internal static class OpenTypes
{
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["HostedRuntime.RuntimeTask"] = "base of the handles; its constructor is not visible outside",
        ["HostedRuntime.JoinHandle"] = "base of the kinds of task; its constructor is not visible outside",
        ["HostedRuntime.JoinHandle`1"] = "base of the kinds of task; its constructor is not visible outside",
        ["HostedRuntime.Selecting.SelectCase"] = "base of the cases; its constructor is not visible outside",
        ["HostedRuntime.Selecting.SelectCase`1"] = "base of the cases with a value; its constructor is not visible outside",
        ["HostedRuntime.RuntimePlugin"] = "made to be derived: plugins override what they need",
        ["HostedRuntime.RuntimeEvent"] = "base of the closed set of events",
    };
}
