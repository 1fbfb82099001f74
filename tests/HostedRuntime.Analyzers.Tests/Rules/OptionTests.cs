using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules;

/// <summary>The two lists of methods that a project can give in its <c>.editorconfig</c>.</summary>
public sealed class OptionTests
{
    private const string Wrapper = "public static void Start(Func<Task> body) => body(); public void M() => Start(async () => { {|HRT008:Thread.Sleep(1)|}; await WorkAsync(); });";

    [Fact]
    public Task BodyMethods_Listed_MakeBodies() => Verifier.MembersAsync("HRT008", Wrapper, ("hosted_runtime.body_methods", "M:Other.X; M:Service.Start(System.Func{System.Threading.Tasks.Task})"));

    [Fact]
    public Task BodyMethods_NotListed_MakeNoBodies()
        => Verifier.MembersAsync("HRT008", Wrapper.Replace("{|HRT008:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal));

    [Fact]
    public Task BlockingMethods_Listed_AreReported()
        => Verifier.MembersAsync(
            "HRT008",
            "public static void Crunch(int n) { } public void M() { Crunch(1); rt.Spawn(() => [|Crunch(2)|]).Detach(); }",
            ("hosted_runtime.blocking_methods", "M:Service.Crunch(System.Int32)"));

    [Fact]
    public Task BlockingMethods_NotListed_AreNotReported()
        => Verifier.MembersAsync("HRT008", "public static void Crunch(int n) { } public void M() { rt.Spawn(() => Crunch(2)).Detach(); }");
}
