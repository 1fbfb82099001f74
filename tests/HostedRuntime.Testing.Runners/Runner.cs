namespace HostedRuntime.Testing.Runners;

/// <summary>A test framework with its runner.</summary>
/// <param name="Name">The name of the framework, and of its project.</param>
/// <param name="Packages">The packages that its documentation says to reference.</param>
/// <param name="Namespaces">The namespaces that its tests use, whether its package or the file imports them.</param>
/// <param name="OfClass">The attribute of a class with tests, in brackets; empty if it needs none.</param>
/// <param name="OfTest">The attribute of a test.</param>
/// <param name="Property">
/// The MSBuild property that makes the project a program of Microsoft.Testing.Platform; null if it is one already.
/// </param>
internal sealed record Runner(string Name, (string Id, string Version)[] Packages, string[] Namespaces, string OfClass, string OfTest, string? Property)
{
    public static IReadOnlyList<Runner> All { get; } =
    [
        new("xunit", [("xunit.v3.mtp-v2", "4.0.2")], ["Xunit"], "", "Fact", "UseMicrosoftTestingPlatformRunner"),
        new("NUnit", [("NUnit", "5.0.0"), ("NUnit3TestAdapter", "6.3.1")], ["NUnit.Framework"], "", "Test", "EnableNUnitRunner"),
        new("MSTest", [("MSTest", "4.5.2")], ["Microsoft.VisualStudio.TestTools.UnitTesting"], "[TestClass]", "TestMethod", "EnableMSTestRunner"),
        new("TUnit", [("TUnit", "1.81.10")], ["TUnit.Core", "TUnit.Assertions", "TUnit.Assertions.Extensions"], "", "Test", null),
    ];

    /// <summary>Returns the project file.</summary>
    /// <param name="version">The version of the package of the kit.</param>
    public string Project(string version) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            {(Property is null ? "" : $"<{Property}>true</{Property}>")}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="HostedRuntime.Testing" Version="{version}" />
            {string.Join("\n    ", Packages.Select(static package => $"""<PackageReference Include="{package.Id}" Version="{package.Version}" />"""))}
          </ItemGroup>
        </Project>
        """;

    /// <summary>
    /// Returns a file that names all types of the kit and the engine beside the namespaces of the framework. So a name that both have is an
    /// error of the build, and not the surprise of a user.
    /// </summary>
    public string Names(IEnumerable<PublicType> types)
    {
        var named = types.ToList();
        return $$"""
            {{Usings([.. Namespaces, .. named.Select(static type => type.Namespace).Distinct()])}}

            public static class Names
            {
                public static readonly System.Type[] All =
                [
                    {{string.Join(",\n        ", named.Select(static type => $"typeof({type.Name})"))}}
                ];
            }
            """;
    }

    /// <summary>Returns the tests: two that pass, by each form of a run, and one that fails.</summary>
    public string Tests() => $$"""
        using HostedRuntime;
        using HostedRuntime.Sync;
        using HostedRuntime.Testing;
        {{Usings(Namespaces)}}

        {{OfClass}}
        public class KitTests
        {
            [{{OfTest}}]
            public void Passes() => ConcurrencyTest.Run(Deposits(isAtomic: true));

            [{{OfTest}}]
            public Task PassesAsync() => ConcurrencyTest.RunAsync(Deposits(isAtomic: true));

            [{{OfTest}}]
            public void Fails() => ConcurrencyTest.Run(Deposits(isAtomic: false));

            private static Func<ConcurrencyRun, Task> Deposits(bool isAtomic) => async run =>
            {
                var balance = 0;
                var gate = new AsyncMutex();
                async Task DepositAsync()
                {
                    int seen;
                    using (await gate.LockAsync())
                    {
                        seen = balance;
                        if (isAtomic)
                            balance = seen + 1;
                    }

                    if (isAtomic)
                        return;
                    using (await gate.LockAsync())
                        balance = seen + 1;
                }

                var a = run.Runtime.Spawn(DepositAsync, new SpawnOptions { Name = "a" });
                var b = run.Runtime.Spawn(DepositAsync, new SpawnOptions { Name = "b" });
                await a;
                await b;
                if (balance != 2)
                    throw new InvalidOperationException($"balance {balance}");
            };
        }
        """;

    private static string Usings(IEnumerable<string> namespaces) => string.Join('\n', namespaces.Select(static name => $"using {name};"));
}
