using System.Reflection;

namespace HostedRuntime.ArchitectureTests.PublicTypes;

/// <summary>Public types are in known namespaces, and can be derived from only if a reason is listed.</summary>
public sealed class PublicTypeTests
{
    private static readonly string[] s_namespaces = ["HostedRuntime", "HostedRuntime.Sync", "HostedRuntime.Channels", "HostedRuntime.Selecting", "HostedRuntime.Diagnostics", "HostedRuntime.Testing"];

    [Theory]
    [InlineData("HostedRuntime.Core")]
    [InlineData("HostedRuntime")]
    [InlineData("HostedRuntime.Dashboard")]
    [InlineData("HostedRuntime.Orleans")]
    [InlineData("HostedRuntime.Serilog")]
    [InlineData("HostedRuntime.Testing")]
    public void PublicType_Namespace_IsOneOfSix(string assembly)
        => Assert.Empty(PublicTypesOf(assembly).Where(type => !s_namespaces.Contains(type.Namespace)).Select(type => type.FullName));

    [Theory]
    [InlineData("HostedRuntime.Core")]
    [InlineData("HostedRuntime")]
    [InlineData("HostedRuntime.Dashboard")]
    [InlineData("HostedRuntime.Orleans")]
    [InlineData("HostedRuntime.Serilog")]
    [InlineData("HostedRuntime.Testing")]
    public void PublicType_Class_IsSealedOrOnTheList(string assembly)
        => Assert.Empty(PublicTypesOf(assembly)
            .Where(type => type is { IsClass: true, IsSealed: false } && !OpenTypes.Reasons.ContainsKey(type.FullName!))
            .Select(type => $"{type.FullName} can be derived from: seal it, or give OpenTypes the reason."));

    private static Type[] PublicTypesOf(string assembly) => Assembly.Load(assembly).GetExportedTypes();
}
