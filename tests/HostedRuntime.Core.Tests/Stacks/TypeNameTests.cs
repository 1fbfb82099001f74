using System.Reflection;
using System.Reflection.Emit;
using HostedRuntime.Stacks;

namespace HostedRuntime.Tests.Stacks;

/// <summary>Names that the compiler of C# does not make, but other compilers and obfuscators do.</summary>
public sealed class TypeNameTests
{
    private readonly ModuleBuilder _module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("odd"), AssemblyBuilderAccess.Run).DefineDynamicModule("odd");

    [Theory]
    [InlineData("Odd`-1")]
    [InlineData("Odd`+1")]
    [InlineData("Odd` 1")]
    [InlineData("Odd`1")]
    [InlineData("Odd`2147483647")]
    [InlineData("Odd`")]
    public void Of_TypeWithoutArguments_IsPartBeforeMark(string name) => Assert.Equal("Odd", TypeNames.Of(_module.DefineType(name).CreateType()));

    [Fact]
    public void Of_CountAboveArguments_TakesThoseThatAreThere()
    {
        var outer = _module.DefineType("Outer`1");
        outer.DefineGenericParameters("T");
        outer.CreateType();
        var inner = outer.DefineNestedType("Inner`2147483647", TypeAttributes.NestedPublic);
        inner.DefineGenericParameters("T", "U");

        Assert.Equal("Outer<int>.Inner<string>", TypeNames.Of(inner.CreateType().MakeGenericType(typeof(int), typeof(string))));
    }
}
